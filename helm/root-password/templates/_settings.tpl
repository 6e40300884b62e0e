{{/* What the service reads as /app/config/application.yaml. The chart's own part goes before the site's. */}}
{{- define "root-password.settings" -}}
{{- toYaml (merge (include "root-password.ownSettings" . | fromYaml) (deepCopy (.Values.settings | default dict))) }}
{{- end }}

{{- define "root-password.ownSettings" -}}
root-password:
  callers-file: /etc/root-password/callers.yaml
  dds:
    {{- with .Values.provider.region }}
    region: {{ . | quote }}
    {{- end }}
    {{- if .Values.provider.vpc }}
    vpc: true
    {{- end }}
    {{- with .Values.provider.endpoint }}
    endpoint: {{ . | quote }}
    {{- end }}
    signature-version: {{ .Values.provider.signatureVersion | quote }}
    connect-timeout: {{ .Values.provider.connectTimeoutSeconds }}s
    deadline: {{ .Values.provider.deadlineSeconds }}s
    max-concurrent: {{ .Values.provider.maxConcurrent }}
  {{- with .Values.targets }}
  targets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.credentials.ecsRole }}
  credentials:
    ecs-role: {{ . | quote }}
  {{- end }}
  {{- with .Values.provider.stsEndpoint }}
  sts:
    endpoint: {{ . | quote }}
  {{- end }}
  {{- if .Values.actiontrail.enabled }}
  actiontrail:
    enabled: true
    {{- with .Values.actiontrail.endpoint }}
    endpoint: {{ . | quote }}
    {{- end }}
    foreign-changes: {{ .Values.actiontrail.foreignChanges }}
  {{- end }}
  ledger:
    lease: {{ .Values.ledger.leaseSeconds }}s
  idempotency:
    retention: {{ .Values.idempotency.retention | quote }}
  limits:
    per-instance: {{ .Values.limits.perInstance | quote }}
    per-caller: {{ .Values.limits.perCaller | quote }}
  policy:
    min-length: {{ .Values.policy.minLength }}
    {{- with .Values.policy.specialCharacters }}
    special-characters: {{ . | quote }}
    {{- end }}
    refuse-published-examples: {{ .Values.policy.refusePublishedExamples }}
  {{- with .Values.loginCheck }}
  {{- if .enabled }}
  login-check:
    enabled: true
    {{- with .addresses }}
    addresses:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    tls: {{ .tls }}
    {{- if .ca.configMap }}
    ssl-bundle: instances
    {{- end }}
  {{- end }}
  {{- end }}
  {{- with .Values.issuers }}
  issuers:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.trustedProxies }}
  trusted-proxies:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with (include "root-password.secretKeys" . | fromYaml).keys }}
  secret-keys:
    {{- range $index, $key := . }}
    - id: {{ $key.id | quote }}
      key: "${FINGERPRINT_KEY_{{ $index }}}"
    {{- end }}
  {{- end }}
  {{- $keys := (include "root-password.evidenceKeys" . | fromYaml).keys }}
  {{- if or $keys .Values.anchors.existingClaim }}
  evidence:
    {{- if $keys }}
    key-files:
      {{- range $index, $key := $keys }}
      - /etc/root-password-evidence/{{ $index }}.pem
      {{- end }}
    {{- end }}
    {{- if .Values.anchors.existingClaim }}
    anchor-file: /anchors/anchors.jsonl
    {{- end }}
  {{- end }}
  {{- if or .Values.export.otlp.enabled .Values.export.webhook.url }}
  export:
    otlp:
      enabled: {{ .Values.export.otlp.enabled }}
    {{- with .Values.export.webhook.url }}
    webhook:
      url: {{ . | quote }}
      secret: "${EXPORT_WEBHOOK_SECRET}"
    {{- end }}
  {{- end }}
spring:
  datasource:
    {{- if eq .Values.database.type "h2" }}
    url: jdbc:h2:file:/data/ledger
    {{- else }}
    url: {{ include "root-password.databaseUrl" . | quote }}
    {{- end }}
  {{- if or (ne .Values.database.type "h2") (not .Values.database.migration.enabled) }}
  flyway:
    # The init container migrates, or you do
    enabled: false
  {{- end }}
  {{- $instances := and .Values.loginCheck.enabled .Values.loginCheck.ca.configMap }}
  {{- if or $instances .Values.tls.existingSecret }}
  ssl:
    bundle:
      pem:
        {{- if $instances }}
        instances:
          reload-on-update: true
          truststore:
            certificate: file:/etc/root-password-login/ca.pem
        {{- end }}
        {{- if .Values.tls.existingSecret }}
        api:
          reload-on-update: true
          keystore:
            certificate: file:/etc/root-password-tls/tls.crt
            private-key: file:/etc/root-password-tls/tls.key
          {{- if .Values.tls.clientCa.configMap }}
          truststore:
            certificate: file:/etc/root-password-clients/ca.pem
          {{- end }}
        {{- end }}
  {{- end }}
server:
  port: {{ .Values.ports.api }}
  {{- if .Values.tls.existingSecret }}
  ssl:
    bundle: api
    {{- if .Values.tls.clientCa.configMap }}
    client-auth: need
    {{- end }}
  {{- end }}
{{- with .Values.logging.levels }}
logging:
  level:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- $logs := and .Values.export.otlp.enabled .Values.export.otlp.endpoint }}
management:
  server:
    port: {{ .Values.ports.management }}
    {{- if .Values.tls.management }}
    # The node that asks the probes has no certificate
    ssl:
      bundle: api
      client-auth: none
    {{- else if .Values.tls.existingSecret }}
    ssl:
      enabled: false
    {{- end }}
  {{- if or .Values.tracing.endpoint $logs }}
  opentelemetry:
    {{- with .Values.tracing.endpoint }}
    tracing:
      export:
        otlp:
          endpoint: {{ . | quote }}
    {{- end }}
    {{- if $logs }}
    logging:
      export:
        otlp:
          endpoint: {{ $logs | quote }}
    {{- end }}
  {{- end }}
  {{- if .Values.tracing.endpoint }}
  tracing:
    sampling:
      probability: {{ .Values.tracing.sampling }}
  {{- end }}
{{- end }}

{{/* With a CA the host is verified, unless the URL asks for less. */}}
{{- define "root-password.databaseUrl" -}}
{{- $url := .Values.database.url }}
{{- if .Values.database.ca.configMap }}
{{- $parameters := list "sslrootcert=/etc/root-password-database/ca.pem" }}
{{- if not (contains "sslmode=" $url) }}
{{- $parameters = prepend $parameters "sslmode=verify-full" }}
{{- end }}
{{- $url = printf "%s%s%s" $url (ternary "&" "?" (contains "?" $url)) (join "&" $parameters) }}
{{- end }}
{{- $url }}
{{- end }}
