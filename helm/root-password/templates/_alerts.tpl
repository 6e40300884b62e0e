{{/* The rules of files/alerts.yaml for this release alone. */}}
{{- define "root-password.alerts" -}}
{{- $job := printf "namespace=%q,job=%q" .Release.Namespace (include "root-password.fullname" . | printf "%s-management") }}
{{- $matchers := .Values.prometheusRule.matchers | default $job }}
{{- $wanted := ternary .Values.autoscaling.minReplicas .Values.replicaCount .Values.autoscaling.enabled | toString }}
{{- range $rule := .Files.Get "files/alerts.yaml" | replace "<wanted>" $wanted | fromYamlArray }}
{{- $_ := set $rule "expr" (replace "<matchers>" $matchers $rule.expr) }}
{{- $_ = set $rule.labels "release" $.Release.Name }}
{{- with $.Values.prometheusRule.runbookUrl }}
{{- $_ = set $rule.annotations "runbook_url" (printf "%s#%s" . (lower $rule.alert)) }}
{{- end }}
- {{ toYaml $rule | nindent 2 | trim }}
{{- end }}
{{- end }}
