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
app.kubernetes.io/name: {{ include "root-password.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The pods of the service, and not that of `helm test`. */}}
{{- define "root-password.selectorLabels" -}}
{{ include "root-password.baseLabels" . }}
app.kubernetes.io/component: server
{{- end }}

{{- define "root-password.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "root-password.baseLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
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

{{/* Name of the ConfigMap with the instances' CA, if there is one to mount. */}}
{{- define "root-password.loginCheckCa" -}}
{{- if .Values.loginCheck.enabled }}{{ .Values.loginCheck.ca.configMap }}{{ end }}
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
    secretName: {{ include "root-password.secretKeyName" . }}
    secretKey: key
{{- else }}
{{- toYaml .Values.secretKeys.existing | nindent 2 }}
{{- end }}
{{- end }}

{{/* The keys for the evidence, the first of which signs, as a list under `keys`. */}}
{{- define "root-password.evidenceKeys" -}}
keys:
{{- if .Values.evidenceKeys.generate }}
  - secretName: {{ include "root-password.evidenceKeyName" . }}
    secretKey: key
{{- else }}
{{- toYaml .Values.evidenceKeys.existing | nindent 2 }}
{{- end }}
{{- end }}

{{- define "root-password.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ .Values.userId }}
runAsGroup: {{ .Values.userId }}
fsGroup: {{ .Values.userId }}
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
