package peer;

import java.time.Instant;
import java.util.Map;

import com.aliyuncs.CommonRequest;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

@RestController
class ResetController {

	private final IAcsClient provider;

	private final AuditRows rows;

	private final JsonMapper json;

	private final String endpoint;

	ResetController(IAcsClient provider, AuditRows rows, JsonMapper json, @Value("${dds.endpoint}") String endpoint) {
		this.provider = provider;
		this.rows = rows;
		this.json = json;
		this.endpoint = endpoint;
	}

	@PostMapping("/instances/{instanceId}/root-password")
	Map<String, String> reset(@PathVariable @Pattern(regexp = "dds-[a-z0-9]{1,60}") String instanceId,
			@RequestBody @Valid Body body, @RequestAttribute String caller) {
		try {
			String answer = this.provider.getCommonResponse(request(instanceId, body)).getData();
			String requestId = this.json.readTree(answer).path("RequestId").asString();
			this.rows.save(new AuditRow(Instant.now(), caller, instanceId, body.reason(), "accepted", requestId));
			return Map.of("instanceId", instanceId, "outcome", "accepted", "requestId", requestId);
		}
		catch (ClientException ex) {
			this.rows.save(new AuditRow(Instant.now(), caller, instanceId, body.reason(), ex.getErrCode(), null));
			throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, ex.getErrCode());
		}
	}

	private CommonRequest request(String instanceId, Body body) {
		CommonRequest request = new CommonRequest();
		request.setSysMethod(MethodType.POST);
		request.setSysProtocol(ProtocolType.HTTP);
		request.setSysDomain(this.endpoint);
		request.setSysVersion("2015-12-01");
		request.setSysAction("ResetAccountPassword");
		request.putBodyParameter("DBInstanceId", instanceId);
		request.putBodyParameter("AccountName", "root");
		request.putBodyParameter("AccountPassword", body.password());
		return request;
	}

	record Body(@NotNull @Size(min = 8, max = 32) String password, @Size(max = 200) String reason) {
	}

}
