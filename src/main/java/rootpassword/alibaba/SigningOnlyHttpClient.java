package rootpassword.alibaba;

import java.util.concurrent.Future;

import com.aliyuncs.http.CallBack;
import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.HttpRequest;
import com.aliyuncs.http.HttpResponse;
import com.aliyuncs.http.IHttpClient;

/**
 * Stands where the SDK would send, and hands the signed request back instead: the SDK's
 * own readers hang on malformed JSON and resolve XML entities, so no answer may ever
 * reach it.
 */
final class SigningOnlyHttpClient extends IHttpClient {

	@Override
	public Signed syncInvoke(HttpRequest request) {
		return new Signed(request);
	}

	@Override
	public void close() {
		// Nothing is open
	}

	@Override
	public boolean isSingleton() {
		return false;
	}

	@Override
	protected void init(HttpClientConfig config) {
		// There is nothing to configure
	}

	@Override
	public Future<HttpResponse> asyncInvoke(HttpRequest request, CallBack callback) {
		throw new UnsupportedOperationException();
	}

	@Deprecated
	@Override
	public void ignoreSSLCertificate() {
		throw new UnsupportedOperationException("Certificates are always checked");
	}

	@Deprecated
	@Override
	public void restoreSSLCertificate() {
		// They were never ignored
	}

	/**
	 * To the SDK an empty success, which it hands through untouched.
	 */
	static final class Signed extends HttpResponse {

		private final HttpRequest request;

		Signed(HttpRequest request) {
			this.request = request;
			setStatus(200);
		}

		HttpRequest request() {
			return this.request;
		}

	}

}
