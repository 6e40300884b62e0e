{{/* Which value to use for a property. Also those that the chart writes only sometimes, so that no two places differ. */}}
{{- define "root-password.valuesOfProperties" -}}
root-password.callers: callers
root-password.callers-file: callersConfigMap
root-password.dds.endpoint: provider.endpoint
root-password.dds.region: provider.region
root-password.dds.vpc: provider.vpc
root-password.dds.signature-version: provider.signatureVersion
root-password.dds.connect-timeout: provider.connectTimeoutSeconds
root-password.dds.deadline: provider.deadlineSeconds
root-password.dds.max-concurrent: provider.maxConcurrent
root-password.sts.endpoint: provider.stsEndpoint
root-password.targets: targets
root-password.credentials.ecs-role: credentials.ecsRole
root-password.actiontrail.enabled: actiontrail.enabled
root-password.actiontrail.endpoint: actiontrail.endpoint
root-password.actiontrail.foreign-changes: actiontrail.foreignChanges
root-password.ledger.lease: ledger.leaseSeconds
root-password.idempotency.retention: idempotency.retention
root-password.limits.per-instance: limits.perInstance
root-password.limits.per-caller: limits.perCaller
root-password.policy.min-length: policy.minLength
root-password.policy.special-characters: policy.specialCharacters
root-password.policy.refuse-published-examples: policy.refusePublishedExamples
root-password.login-check.enabled: loginCheck.enabled
root-password.login-check.addresses: loginCheck.addresses
root-password.login-check.tls: loginCheck.tls
root-password.login-check.ssl-bundle: loginCheck.ca
root-password.issuers: issuers
root-password.trusted-proxies: trustedProxies
root-password.secret-keys: secretKeys.existing
root-password.evidence.key-file: evidenceKeys.existing
root-password.evidence.key-files: evidenceKeys.existing
root-password.evidence.anchor-file: anchors.existingClaim
root-password.export.otlp.enabled: export.otlp.enabled
root-password.export.webhook: export.webhook
spring.datasource.url: database.url
spring.datasource.username: database.existingSecret
spring.datasource.password: database.existingSecret
spring.flyway.enabled: database.migration.enabled
spring.flyway.user: database.migration.existingSecret
spring.flyway.password: database.migration.existingSecret
spring.ssl.bundle.pem.instances: loginCheck.ca
spring.ssl.bundle.pem.api: tls
server.port: ports.api
server.ssl: tls
management.server.port: ports.management
management.server.ssl: tls.management
management.opentelemetry.tracing.export.otlp.endpoint: tracing.endpoint
management.opentelemetry.logging.export.otlp.endpoint: export.otlp.endpoint
management.tracing.sampling.probability: tracing.sampling
logging.level: logging.levels
logging.structured.format.console: logging.format
{{- end }}

{{/* Refuses properties that have a value of the chart's own: one of the two would be lost without a word. */}}
{{- define "root-password.refuseOwnProperties" -}}
{{- $path := .path }}
{{- if and (kindIs "map" .value) .value }}
{{- range $key, $value := .value }}
{{- include "root-password.refuseOwnProperties" (dict "path" (append $path $key) "value" $value "own" $.own) }}
{{- end }}
{{- else }}
{{- $property := include "root-password.canonicalProperty" (join "." $path) }}
{{- range $name, $value := .own }}
{{- $own := include "root-password.canonicalProperty" $name }}
{{- if or (eq $property $own) (hasPrefix (print $own ".") $property) (hasPrefix (print $own "[") $property) (hasPrefix (print $property ".") $own) }}
{{- fail (printf "settings.%s must not be set: use the value %s." (join "." $path) $value) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* As Spring compares names: per-caller, perCaller and per_caller are one. */}}
{{- define "root-password.canonicalProperty" -}}
{{- . | lower | replace "-" "" | replace "_" "" }}
{{- end }}

{{/* A key that is there twice is refused by some readers, and loses without a word in others. */}}
{{- define "root-password.refuseKeys" -}}
{{- $own := index . 2 }}
{{- $place := index . 0 }}
{{- range $key, $value := index . 1 }}
{{- if hasKey $own $key }}
{{- fail (printf "%s must not set %s, because the chart sets it." $place $key) }}
{{- end }}
{{- end }}
{{- end }}

{{/* A ConfigMap is no place for secrets; the message names the place and never the value. */}}
{{- define "root-password.refuseSecrets" -}}
{{- $path := .path }}
{{- if kindIs "map" .value }}
{{- range $key, $value := .value }}
{{- $place := printf "%s.%s" $path $key }}
{{- if or (kindIs "map" $value) (kindIs "slice" $value) }}
{{- include "root-password.refuseSecrets" (dict "path" $place "value" $value) }}
{{- else if and (regexMatch "(?i)(^|[._-])(password|secret|token|credentials?|key)$" $key) (not (regexMatch "^(\\$\\{[^:{}]+\\}|file:/.*)$" (toString $value))) }}
{{- fail (printf "%s looks like a secret: take it from a Secret by extraEnv and write a placeholder such as ${NAME} here, or file:/… for a mounted file." $place) }}
{{- end }}
{{- end }}
{{- else if kindIs "slice" .value }}
{{- range $index, $value := .value }}
{{- include "root-password.refuseSecrets" (dict "path" (printf "%s[%d]" $path $index) "value" $value) }}
{{- end }}
{{- end }}
{{- end }}
