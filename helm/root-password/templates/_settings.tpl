{{/* What the service reads as /app/config/application.yaml. The chart's own part goes before the site's. */}}
{{- define "root-password.settings" -}}
{{- toYaml (merge (include "root-password.ownSettings" . | fromYaml) (deepCopy .Values.settings)) }}
{{- end }}

{{- define "root-password.ownSettings" -}}
root-password:
  callers-file: /etc/root-password/callers.yaml
  dds:
    endpoint: {{ .Values.provider.endpoint | quote }}
    {{- with .Values.provider.region }}
    region: {{ . | quote }}
    {{- end }}
    signature-version: {{ .Values.provider.signatureVersion }}
    connect-timeout: {{ .Values.provider.connectTimeoutSeconds }}s
    deadline: {{ .Values.provider.deadlineSeconds }}s
    max-concurrent: {{ .Values.provider.maxConcurrent }}
  {{- if .Values.credentials.rrsa.enabled }}
  sts:
    endpoint: {{ .Values.provider.stsEndpoint | quote }}
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
    retention: {{ .Values.idempotency.retention }}
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
  {{- with (include "root-password.evidenceKeys" . | fromYaml).keys }}
  evidence:
    key-files:
      {{- range $index, $key := . }}
      - /etc/root-password-evidence/{{ $index }}.pem
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
    url: {{ .Values.database.url | quote }}
    {{- end }}
  {{- if not .Values.database.migration.enabled }}
  flyway:
    enabled: false
  {{- end }}
  {{- if include "root-password.loginCheckCa" . }}
  ssl:
    bundle:
      pem:
        instances:
          reload-on-update: true
          truststore:
            certificate: file:/etc/root-password-login/ca.pem
  {{- end }}
{{- with .Values.logging.levels }}
logging:
  level:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- $logs := and .Values.export.otlp.enabled .Values.export.otlp.endpoint }}
{{- if or .Values.tracing.endpoint $logs }}
management:
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
  {{- if .Values.tracing.endpoint }}
  tracing:
    sampling:
      probability: {{ .Values.tracing.sampling }}
  {{- end }}
{{- end }}
{{- end }}
