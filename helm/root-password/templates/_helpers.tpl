{{- define "root-password.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* At most 45 characters, so that every suffix of ours still fits into a label of DNS. */}}
{{- define "root-password.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 45 | trimSuffix "-" }}
{{- else }}
{{- $name := include "root-password.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 45 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 45 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "root-password.baseLabels" -}}
app.kubernetes.io/name: {{ include "root-password.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* The pods of the service, and not that of `helm test`. */}}
{{- define "root-password.selectorLabels" -}}
{{ include "root-password.baseLabels" . }}
app.kubernetes.io/component: server
{{- end }}

{{- define "root-password.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{ include "root-password.baseLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{- define "root-password.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "root-password.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "root-password.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}
{{- end }}

{{- define "root-password.secretKeyName" -}}
{{ include "root-password.fullname" . }}-secret-key
{{- end }}

{{- define "root-password.evidenceKeyName" -}}
{{ include "root-password.fullname" . }}-evidence-key
{{- end }}

{{- define "root-password.callersName" -}}
{{ default (printf "%s-callers" (include "root-password.fullname" .)) .Values.callersConfigMap }}
{{- end }}

{{/* Besides the call itself, a body may take 10 s, writing both halves of an attempt down 2.5 s each, a login and its row 6 s. */}}
{{- define "root-password.leastGraceSeconds" -}}
{{ add .Values.shutdown.preStopSeconds .Values.provider.deadlineSeconds (ternary 21 15 .Values.loginCheck.enabled) }}
{{- end }}

{{/* The files with certificates, each an entry of a ConfigMap, as a list under `files`. */}}
{{- define "root-password.certificateFiles" -}}
files:
{{- if and .Values.loginCheck.enabled .Values.loginCheck.ca.configMap }}
  - {{ merge (dict "volume" "login-ca" "directory" "/etc/root-password-login" "file" "ca.pem") .Values.loginCheck.ca | toJson }}
{{- end }}
{{- if .Values.database.ca.configMap }}
  - {{ merge (dict "volume" "database-ca" "directory" "/etc/root-password-database" "file" "ca.pem") .Values.database.ca | toJson }}
{{- end }}
{{- if .Values.tls.clientCa.configMap }}
  - {{ merge (dict "volume" "client-ca" "directory" "/etc/root-password-clients" "file" "ca.pem") .Values.tls.clientCa | toJson }}
{{- end }}
{{- if .Values.trust.configMap }}
  - {{ merge (dict "volume" "trust" "directory" "/etc/root-password-trust" "file" "trust.p12") (omit .Values.trust "password") | toJson }}
{{- end }}
{{- end }}

{{- define "root-password.trustOptions" -}}
-Djavax.net.ssl.trustStore=/etc/root-password-trust/trust.p12 -Djavax.net.ssl.trustStorePassword={{ .Values.trust.password }}
{{- end }}

{{/* Those of the site, which may set the variable as well. */}}
{{- define "root-password.jdkJavaOptions" -}}
{{- range .Values.extraEnv }}{{ if eq .name "JDK_JAVA_OPTIONS" }}{{ .value }}{{ end }}{{ end }}
{{- end }}

{{/* The names of all volumes and the paths of all mounts of the chart's own. */}}
{{- define "root-password.ownVolumes" -}}
{settings: /app/config, callers: /etc/root-password, evidence-keys: /etc/root-password-evidence, login-ca: /etc/root-password-login,
 database-ca: /etc/root-password-database, client-ca: /etc/root-password-clients, trust: /etc/root-password-trust, tls: /etc/root-password-tls,
 anchors: /anchors, tmp: /tmp, data: /data}
{{- end }}

{{/* The pod of `helm test` has no certificate. */}}
{{- define "root-password.hasTest" -}}
{{- if and .Values.test.enabled (not .Values.tls.clientCa.configMap) }}true{{ end }}
{{- end }}

{{- define "root-password.url" -}}
{{- if .Values.tls.existingSecret -}}
https://{{ include "root-password.fullname" . }}.{{ .Release.Namespace }}.svc:{{ .Values.service.port }}
{{- else -}}
http://{{ include "root-password.fullname" . }}:{{ .Values.service.port }}
{{- end }}
{{- end }}

{{/* Ten more for closing connections, and for a node under load. */}}
{{- define "root-password.graceSeconds" -}}
{{ .Values.shutdown.terminationGracePeriodSeconds | default (add (include "root-password.leastGraceSeconds" . | int) 10) }}
{{- end }}

{{/* The keys for fingerprints, the first of which makes them, as a list under `keys`. */}}
{{- define "root-password.secretKeys" -}}
keys:
{{- if .Values.secretKeys.generate }}
  - id: generated
    secretName: {{ include "root-password.secretKeyName" . | quote }}
    secretKey: key
{{- else }}
{{- toYaml (.Values.secretKeys.existing | default list) | nindent 2 }}
{{- end }}
{{- end }}

{{/* The keys for the evidence, the first of which signs, as a list under `keys`. */}}
{{- define "root-password.evidenceKeys" -}}
keys:
{{- if .Values.evidenceKeys.generate }}
  - secretName: {{ include "root-password.evidenceKeyName" . | quote }}
    secretKey: key
{{- else }}
{{- toYaml (.Values.evidenceKeys.existing | default list) | nindent 2 }}
{{- end }}
{{- end }}

{{- define "root-password.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .Values.userId | int64 }}
runAsGroup: {{ .Values.userId | int64 }}
fsGroup: {{ .Values.userId | int64 }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "root-password.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
