{{/* What a schema cannot say, as one sentence each. */}}
{{- define "root-password.validate" -}}
{{- $v := .Values }}
{{- $h2 := eq $v.database.type "h2" }}
{{- if and $h2 (gt (int $v.replicaCount) 1) }}
{{- fail "replicaCount must be 1 with database.type h2: an H2 file serves one pod; use PostgreSQL for more." }}
{{- end }}
{{- if and $h2 $v.autoscaling.enabled }}
{{- fail "autoscaling.enabled must be false with database.type h2: an H2 file serves one pod; use PostgreSQL for more." }}
{{- end }}
{{- $name := include "root-password.fullname" . }}
{{- if not (regexMatch "^[a-z]([a-z0-9-]*[a-z0-9])?$" $name) }}
{{- fail (printf "The resources would be named %s, but the name of a Service begins with a letter and has only letters, digits and hyphens: choose another name of the release, or set fullnameOverride." $name) }}
{{- end }}
{{- if and $h2 (or $v.database.url $v.database.existingSecret.name $v.database.migration.existingSecret.name) }}
{{- fail "database.url, database.existingSecret and database.migration.existingSecret belong to database.type postgresql, but the type is h2." }}
{{- end }}
{{- if not $h2 }}
{{- if .Release.IsUpgrade }}
{{- with lookup "apps/v1" "Deployment" .Release.Namespace $name }}
{{- range (default list .spec.template.spec.volumes) }}
{{- if and (eq .name "data") .persistentVolumeClaim (not $v.database.leaveH2Ledger) }}
{{- fail (printf "This release has its ledger in an H2 file on the claim %s, and PostgreSQL would start with an empty one: follow \"From H2 to PostgreSQL\" in docs/OPERATIONS.md, then set database.leaveH2Ledger for this upgrade." .persistentVolumeClaim.claimName) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- if not $v.database.url }}
{{- fail "database.url must be set with database.type postgresql, such as jdbc:postgresql://db.internal:5432/ledger." }}
{{- end }}
{{- if not $v.database.existingSecret.name }}
{{- fail "database.existingSecret.name must name a Secret with the role and password of the database with database.type postgresql." }}
{{- end }}
{{- if not (or $v.secretKeys.generate $v.secretKeys.existing) }}
{{- fail "With database.type postgresql a key for fingerprints is required: list one in secretKeys.existing, or set secretKeys.generate." }}
{{- end }}
{{- if not (or $v.evidenceKeys.generate $v.evidenceKeys.existing) }}
{{- fail "With database.type postgresql a key for the evidence is required: list one in evidenceKeys.existing, or set evidenceKeys.generate." }}
{{- end }}
{{- end }}
{{- if and $v.secretKeys.generate $v.secretKeys.existing }}
{{- fail "secretKeys.generate and secretKeys.existing exclude each other; a generated key can be listed in secretKeys.existing once generate is off." }}
{{- end }}
{{- if and $v.evidenceKeys.generate $v.evidenceKeys.existing }}
{{- fail "evidenceKeys.generate and evidenceKeys.existing exclude each other; a generated key can be listed in evidenceKeys.existing once generate is off." }}
{{- end }}
{{- $credentials := list }}
{{- if $v.credentials.existingSecret.name }}{{ $credentials = append $credentials "credentials.existingSecret.name" }}{{ end }}
{{- if $v.credentials.rrsa.enabled }}{{ $credentials = append $credentials "credentials.rrsa.enabled" }}{{ end }}
{{- if $v.credentials.ecsRole }}{{ $credentials = append $credentials "credentials.ecsRole" }}{{ end }}
{{- if not $credentials }}
{{- fail "The service needs credentials for the provider: set credentials.existingSecret.name, credentials.rrsa.enabled or credentials.ecsRole." }}
{{- end }}
{{- if gt (len $credentials) 1 }}
{{- fail (printf "%s exclude each other: only the first would be used." (join " and " $credentials)) }}
{{- end }}
{{- if and $v.credentials.rrsa.enabled (not $v.credentials.rrsa.roleName) }}
{{- fail "credentials.rrsa.roleName must name the RAM role." }}
{{- end }}
{{- if and $v.credentials.rrsa.enabled (not $v.serviceAccount.create) (not $v.serviceAccount.name) }}
{{- fail "With credentials.rrsa.enabled and without serviceAccount.create, serviceAccount.name must name a service account that is annotated for the role." }}
{{- end }}
{{- if gt (int $v.provider.connectTimeoutSeconds) (int $v.provider.deadlineSeconds) }}
{{- fail "provider.connectTimeoutSeconds must not exceed provider.deadlineSeconds." }}
{{- end }}
{{- if $v.database.ca.configMap }}
{{- if $h2 }}
{{- fail "database.ca.configMap belongs to database.type postgresql, but the type is h2." }}
{{- end }}
{{- if regexMatch "[?&]sslrootcert=" $v.database.url }}
{{- fail "database.url must not have sslrootcert beside database.ca.configMap." }}
{{- end }}
{{- if and (contains "sslmode=" $v.database.url) (not (regexMatch "[?&]sslmode=verify-(ca|full)(&|$)" $v.database.url)) }}
{{- fail "database.url must have sslmode=verify-full or verify-ca, or none, beside database.ca.configMap: with another one nothing is verified." }}
{{- end }}
{{- end }}
{{- if and (or $v.tls.management $v.tls.clientCa.configMap) (not $v.tls.existingSecret) }}
{{- fail "tls.existingSecret must name the Secret with the certificate, because tls.management or tls.clientCa is set." }}
{{- end }}
{{- if eq (int $v.ports.api) (int $v.ports.management) }}
{{- fail "ports.api and ports.management must differ." }}
{{- end }}
{{- if and $v.prometheusRule.enabled (not $v.serviceMonitor.enabled) (not $v.prometheusRule.matchers) }}
{{- fail "prometheusRule.matchers must select the series of this release, because serviceMonitor.enabled is false: otherwise the alert RootPasswordDown would never end." }}
{{- end }}
{{- if and $v.callers $v.callersConfigMap }}
{{- fail "callers and callersConfigMap exclude each other." }}
{{- end }}
{{- $ids := list }}
{{- range $index, $key := $v.secretKeys.existing }}
{{- if has $key.id $ids }}
{{- fail (printf "secretKeys.existing[%d].id must not be that of an earlier key." $index) }}
{{- end }}
{{- $ids = append $ids $key.id }}
{{- end }}
{{- $trusted := list }}
{{- range $index, $issuer := $v.issuers }}
{{- if has $issuer.issuer $trusted }}
{{- fail (printf "issuers[%d].issuer must not be that of an earlier issuer." $index) }}
{{- end }}
{{- $trusted = append $trusted $issuer.issuer }}
{{- end }}
{{- $tokens := dict }}
{{- range $index, $caller := $v.callers }}
{{- $token := index $caller "token-sha256" | default "" | lower }}
{{- if and $token (hasKey $tokens $token) }}
{{- fail (printf "callers[%d].token-sha256 must not be that of an earlier caller." $index) }}
{{- end }}
{{- $_ := set $tokens $token "" }}
{{- if and $caller.issuer (index $caller "token-sha256") }}
{{- fail (printf "callers[%d].issuer must not be set beside token-sha256." $index) }}
{{- end }}
{{- if and $caller.issuer (not (has $caller.issuer $trusted)) }}
{{- fail (printf "callers[%d].issuer must be the issuer of one of issuers." $index) }}
{{- end }}
{{- if and $caller.users (not $caller.client) }}
{{- fail (printf "callers[%d].users must not be true without client." $index) }}
{{- end }}
{{- end }}
{{- if and $v.loginCheck.ca.configMap (not $v.loginCheck.tls) }}
{{- fail "loginCheck.ca.configMap must not be set without loginCheck.tls." }}
{{- end }}
{{- if lt (int $v.ledger.leaseSeconds) (add (int $v.provider.deadlineSeconds) 1 | int) }}
{{- fail "ledger.leaseSeconds must exceed provider.deadlineSeconds by at least 1." }}
{{- end }}
{{- include "root-password.validateTargets" $v }}
{{- $grace := int $v.shutdown.terminationGracePeriodSeconds }}
{{- if and (gt $grace 0) (lt $grace (include "root-password.leastGraceSeconds" . | int)) }}
{{- fail (printf "shutdown.terminationGracePeriodSeconds must be at least %s: preStopSeconds, provider.deadlineSeconds, 15 for body and ledger, and 6 for loginCheck." (include "root-password.leastGraceSeconds" .)) }}
{{- end }}
{{- if and $v.ingress.enabled (not $v.ingress.hosts) }}
{{- fail "ingress.hosts must name at least one host." }}
{{- end }}
{{- if and $v.httpRoute.enabled (not $v.httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs must name at least one Gateway." }}
{{- end }}
{{- if gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas) }}
{{- fail "autoscaling.minReplicas must not exceed autoscaling.maxReplicas." }}
{{- end }}
{{- if and $v.export.webhook.url (not $v.export.webhook.existingSecret.name) }}
{{- fail "export.webhook.existingSecret.name must name a Secret with the secret that signs the webhook." }}
{{- end }}
{{- if and $v.export.otlp.enabled (not $v.export.otlp.endpoint) (not $v.tracing.endpoint) }}
{{- fail "export.otlp.endpoint or tracing.endpoint must name the collector with export.otlp.enabled." }}
{{- end }}
{{- if $v.networkPolicy.enabled }}
{{- if and $v.export.webhook.url (not (or $v.networkPolicy.egress.export.cidrs $v.networkPolicy.egress.extra)) }}
{{- fail "networkPolicy.egress.export.cidrs must name the addresses of the webhook." }}
{{- end }}
{{- if not $v.networkPolicy.ingress.callers }}
{{- fail "networkPolicy.ingress.callers must name at least one peer: otherwise nobody can call the service." }}
{{- end }}
{{- if not (or $v.networkPolicy.egress.provider.cidrs $v.networkPolicy.egress.extra) }}
{{- fail "networkPolicy.egress.provider.cidrs must name the provider's addresses: otherwise no reset can be sent." }}
{{- end }}
{{- if and (not $h2) (not (or $v.networkPolicy.egress.database.cidrs $v.networkPolicy.egress.extra)) }}
{{- fail "networkPolicy.egress.database.cidrs must name the addresses of PostgreSQL." }}
{{- end }}
{{- if and $v.loginCheck.enabled (not (or $v.networkPolicy.egress.instances.cidrs $v.networkPolicy.egress.extra)) }}
{{- fail "networkPolicy.egress.instances.cidrs must name the addresses of the instances, for loginCheck." }}
{{- end }}
{{- if and $v.issuers (not (or $v.networkPolicy.egress.identityProvider.cidrs $v.networkPolicy.egress.extra)) }}
{{- fail "networkPolicy.egress.identityProvider.cidrs must name the addresses of the issuers." }}
{{- end }}
{{- end }}
{{- include "root-password.refuseOwnProperties" (dict "path" list "value" $v.settings "own" (include "root-password.valuesOfProperties" . | fromYaml)) }}
{{- include "root-password.refuseSecrets" (dict "path" "settings" "value" $v.settings) }}
{{- $labels := include "root-password.labels" . | fromYaml }}
{{- include "root-password.refuseKeys" (list "podLabels" $v.podLabels (set (include "root-password.selectorLabels" . | fromYaml) "pod-identity.alibabacloud.com/injection" "")) }}
{{- include "root-password.refuseKeys" (list "podAnnotations" $v.podAnnotations (dict "checksum/settings" "")) }}
{{- include "root-password.refuseKeys" (list "serviceAccount.annotations" $v.serviceAccount.annotations (dict "pod-identity.alibabacloud.com/role-name" "")) }}
{{- include "root-password.refuseKeys" (list "serviceMonitor.labels" $v.serviceMonitor.labels $labels) }}
{{- include "root-password.refuseKeys" (list "prometheusRule.labels" $v.prometheusRule.labels $labels) }}
{{- include "root-password.refuseKeys" (list "dashboard.labels" $v.dashboard.labels $labels) }}
{{- $own := include "root-password.ownVolumes" . | fromYaml }}
{{- $volumes := list }}
{{- range $index, $volume := $v.extraVolumes }}
{{- if or (hasKey $own $volume.name) (has $volume.name $volumes) }}
{{- fail (printf "extraVolumes[%d].name must not be that of another volume." $index) }}
{{- end }}
{{- $volumes = append $volumes $volume.name }}
{{- end }}
{{- $paths := values $own }}
{{- range $index, $mount := $v.extraVolumeMounts }}
{{- if not (has $mount.name $volumes) }}
{{- fail (printf "extraVolumeMounts[%d].name must be the name of one of extraVolumes." $index) }}
{{- end }}
{{- if has (clean $mount.mountPath) $paths }}
{{- fail (printf "extraVolumeMounts[%d].mountPath must not be that of another mount." $index) }}
{{- end }}
{{- $paths = append $paths (clean $mount.mountPath) }}
{{- end }}
{{- $names := list }}
{{- range $v.extraEnv }}
{{- if or (has .name $names) (regexMatch "^(LOGGING_STRUCTURED_FORMAT_CONSOLE|ALIBABA_CLOUD_(ACCESS_KEY_ID|ACCESS_KEY_SECRET|SECURITY_TOKEN)|SPRING_DATASOURCE_(USERNAME|PASSWORD)|SPRING_FLYWAY_(USER|PASSWORD)|FINGERPRINT_KEY_[0-9]+|EXPORT_WEBHOOK_SECRET)$" .name) }}
{{- fail (printf "extraEnv %s must not be set twice; the chart has a value of its own for each variable that it sets." .name) }}
{{- end }}
{{- $names = append $names .name }}
{{- if and $v.trust.configMap (eq .name "JDK_JAVA_OPTIONS") (not (hasKey . "value")) }}
{{- fail "extraEnv JDK_JAVA_OPTIONS must have a value beside trust.configMap, which adds its own options to it." }}
{{- end }}
{{- if and (hasKey . "value") (regexMatch "(?i)(PASSWORD|SECRET|TOKEN|_KEY)$" .name) }}
{{- fail (printf "extraEnv %s looks like a secret: take it from a Secret by valueFrom." .name) }}
{{- end }}
{{- end }}
{{- end }}
