{{/* The regions of the service's own table, which a test compares: those with an endpoint inside a VPC, and those without. */}}
{{- define "root-password.regions" -}}
vpc: >-
  ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7
  cn-beijing cn-beijing-finance-1 cn-chengdu cn-fuzhou cn-guangzhou cn-hangzhou cn-hangzhou-finance cn-hongkong cn-huhehaote cn-nanjing
  cn-qingdao cn-shanghai cn-shanghai-finance-1 cn-shenzhen cn-shenzhen-finance-1 cn-wuhan-lr cn-zhangjiakou cn-zhengzhou-jva eu-central-1
  eu-west-1 me-central-1 me-east-1 us-east-1 us-west-1
public: >-
  cn-heyuan cn-wulanchabu
{{- end }}

{{/* What the service would refuse of the targets, or of the only one. */}}
{{- define "root-password.validateTargets" -}}
{{- $provider := .provider }}
{{- $given := or $provider.region $provider.vpc $provider.endpoint }}
{{- if and .targets $given }}
{{- fail "provider.region, provider.vpc and provider.endpoint must not be set beside targets." }}
{{- end }}
{{- $read := dict }}
{{- if not .targets }}
{{- $_ := set $read "provider" $provider }}
{{- if $given }}{{ include "root-password.validateEndpoint" (list "provider" $provider) }}{{ end }}
{{- end }}
{{- $names := list }}
{{- $globs := list }}
{{- range $index, $target := .targets }}
{{- $place := printf "targets[%d]" $index }}
{{- if has $target.name $names }}
{{- fail (printf "%s.name must not be that of an earlier target." $place) }}
{{- end }}
{{- $names = append $names $target.name }}
{{- if not (include "root-password.globsBeside" (list $target.instances $globs)) }}
{{- fail (printf "%s.instances can never match, because earlier targets serve all these instances." $place) }}
{{- end }}
{{- $globs = concat $globs $target.instances }}
{{- if and (index $target "external-id") (not (index $target "role-arn")) }}
{{- fail (printf "%s.external-id must not be set without role-arn." $place) }}
{{- end }}
{{- include "root-password.validateEndpoint" (list $place $target) }}
{{- if dig "actiontrail" true $target }}{{ $_ := set $read $place $target }}{{ end }}
{{- end }}
{{- if .actiontrail.enabled }}
{{- if not $read }}
{{- fail "actiontrail.enabled must be false, because every target switches it off." }}
{{- end }}
{{- range $place, $one := $read }}
{{- if not (or $.actiontrail.endpoint $one.region) }}
{{- fail (printf "actiontrail.endpoint must be set, or %s.region, whose ActionTrail is then read." $place) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "root-password.validateEndpoint" -}}
{{- $place := index . 0 }}
{{- $one := index . 1 }}
{{- $regions := include "root-password.regions" . | fromYaml }}
{{- if not $one.endpoint }}
{{- if not $one.region }}
{{- fail (printf "%s.region must be set, or %s.endpoint." $place $place) }}
{{- end }}
{{- if not (has $one.region (splitList " " (printf "%s %s" $regions.vpc $regions.public))) }}
{{- fail (printf "%s.region must be one of %s %s; or set %s.endpoint." $place $regions.vpc $regions.public $place) }}
{{- end }}
{{- if and $one.vpc (not (has $one.region (splitList " " $regions.vpc))) }}
{{- fail (printf "%s.vpc must be false, because the region has no endpoint inside a VPC; or set %s.endpoint." $place $place) }}
{{- end }}
{{- end }}
{{- end }}

{{/* Those of the first list that the second leaves something to. A star as text is matched by a star only. */}}
{{- define "root-password.globsBeside" -}}
{{- $earlier := index . 1 }}
{{- range $glob := index . 0 }}
{{- $text := ternary "dds-*" $glob (eq $glob "*") }}
{{- $covered := false }}
{{- range $earlier }}
{{- if regexMatch (printf "^%s$" (replace "*" ".*" .)) $text }}{{ $covered = true }}{{ end }}
{{- end }}
{{- if not $covered }}{{ $glob }} {{ end }}
{{- end }}
{{- end }}
