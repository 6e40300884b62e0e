{{/* What the pods of the service, of its migration and of doctor have in common. */}}
{{- define "root-password.env" -}}
- name: LOGGING_STRUCTURED_FORMAT_CONSOLE
  value: {{ .Values.logging.format | quote }}
{{- with .Values.credentials.existingSecret }}
{{- if .name }}
- name: ALIBABA_CLOUD_ACCESS_KEY_ID
  valueFrom:
    secretKeyRef:
      name: {{ .name | quote }}
      key: {{ .accessKeyIdKey | quote }}
- name: ALIBABA_CLOUD_ACCESS_KEY_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ .name | quote }}
      key: {{ .accessKeySecretKey | quote }}
{{- if .securityTokenKey }}
- name: ALIBABA_CLOUD_SECURITY_TOKEN
  valueFrom:
    secretKeyRef:
      name: {{ .name | quote }}
      key: {{ .securityTokenKey | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- if ne .Values.database.type "h2" }}
{{- with .Values.database.existingSecret }}
- name: SPRING_DATASOURCE_USERNAME
  valueFrom:
    secretKeyRef:
      name: {{ .name | quote }}
      key: {{ .usernameKey | quote }}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .name | quote }}
      key: {{ .passwordKey | quote }}
{{- end }}
{{- end }}
{{- range $index, $key := (include "root-password.secretKeys" . | fromYaml).keys }}
- name: FINGERPRINT_KEY_{{ $index }}
  valueFrom:
    secretKeyRef:
      name: {{ $key.secretName | quote }}
      key: {{ $key.secretKey | quote }}
{{- end }}
{{- if .Values.export.webhook.url }}
- name: EXPORT_WEBHOOK_SECRET
  valueFrom:
    secretKeyRef:
      name: {{ .Values.export.webhook.existingSecret.name | quote }}
      key: {{ .Values.export.webhook.existingSecret.key | quote }}
{{- end }}
{{- include "root-password.siteEnv" . }}
{{- end }}

{{/* What a site adds; begins with a line break. */}}
{{- define "root-password.siteEnv" }}
{{- if .Values.trust.configMap }}
- name: JDK_JAVA_OPTIONS
  value: {{ list (include "root-password.trustOptions" .) (include "root-password.jdkJavaOptions" .) | join " " | trim | quote }}
{{- end }}
{{- range .Values.extraEnv }}
{{- if not (and $.Values.trust.configMap (eq .name "JDK_JAVA_OPTIONS")) }}
- {{ toYaml . | nindent 2 | trim }}
{{- end }}
{{- end }}
{{- end }}

{{/* The role that owns the tables, or that of the service if there is no other. */}}
{{- define "root-password.migrationEnv" -}}
{{- $owner := .Values.database.migration.existingSecret }}
{{- $secret := ternary $owner .Values.database.existingSecret (ne $owner.name "") }}
- name: SPRING_FLYWAY_USER
  valueFrom:
    secretKeyRef:
      name: {{ $secret.name | quote }}
      key: {{ $secret.usernameKey | quote }}
- name: SPRING_FLYWAY_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $secret.name | quote }}
      key: {{ $secret.passwordKey | quote }}
{{- include "root-password.siteEnv" . }}
{{- end }}

{{- define "root-password.volumeMounts" -}}
- name: settings
  mountPath: /app/config
  readOnly: true
# A directory and no subPath, for only so a change arrives
- name: callers
  mountPath: /etc/root-password
  readOnly: true
{{- if (include "root-password.evidenceKeys" . | fromYaml).keys }}
- name: evidence-keys
  mountPath: /etc/root-password-evidence
  readOnly: true
{{- end }}
{{- range (include "root-password.certificateFiles" . | fromYaml).files }}
- name: {{ .volume }}
  mountPath: {{ .directory }}
  readOnly: true
{{- end }}
{{- if .Values.tls.existingSecret }}
- name: tls
  mountPath: /etc/root-password-tls
  readOnly: true
{{- end }}
{{- if .Values.anchors.existingClaim }}
- name: anchors
  mountPath: /anchors
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{- toYaml . | nindent 0 }}
{{- end }}
- name: tmp
  mountPath: /tmp
{{- end }}

{{- define "root-password.volumes" -}}
- name: settings
  configMap:
    name: {{ include "root-password.fullname" . | printf "%s-settings" | quote }}
- name: callers
  configMap:
    name: {{ include "root-password.callersName" . | quote }}
{{- with (include "root-password.evidenceKeys" . | fromYaml).keys }}
- name: evidence-keys
  projected:
    # Not for every user of the node
    defaultMode: 0440
    sources:
      {{- range $index, $key := . }}
      - secret:
          name: {{ $key.secretName | quote }}
          items:
            - key: {{ $key.secretKey | quote }}
              path: {{ $index }}.pem
      {{- end }}
{{- end }}
{{- range (include "root-password.certificateFiles" . | fromYaml).files }}
- name: {{ .volume }}
  configMap:
    name: {{ .configMap | quote }}
    items:
      - key: {{ .key | quote }}
        path: {{ .file }}
{{- end }}
{{- with .Values.tls.existingSecret }}
- name: tls
  secret:
    secretName: {{ . | quote }}
    # Not for every user of the node
    defaultMode: 0440
{{- end }}
{{- with .Values.anchors.existingClaim }}
- name: anchors
  persistentVolumeClaim:
    claimName: {{ . | quote }}
{{- end }}
{{- with .Values.extraVolumes }}
{{- toYaml . | nindent 0 }}
{{- end }}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSize | quote }}
{{- end }}
