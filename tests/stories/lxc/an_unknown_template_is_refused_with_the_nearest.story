A template that is not there and that pveam does not know cannot be made: it is refused, with the name that was probably meant.

given template debian-12-standard_12.7-1_amd64.tar.zst
given template ubuntu-22.04-standard_22.04-1_amd64.tar.zst
given template ubuntu-24.04-standard_24.04-2_amd64.tar.zst
> check phoenix_lxc {"resources": [{"ctid": 101, "template": "local:vztmpl/ubuntu-24.04-standard"}, {"ctid": 102, "template": "local:vztmpl/fedora.tar.xz"}, {"ctid": 103, "template": "local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"}, {"ctid": 104, "template": "local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst"}]}
    lxc/101 refused
      refused: template wanted local:vztmpl/ubuntu-24.04-standard, found none of the 3 templates that pveam knows; the nearest is ubuntu-24.04-standard_24.04-2_amd64.tar.zst
        why template: no such template
        do wish one of those, or `pveam update` for newer lists, or put ubuntu-24.04-standard into the templates of local
    lxc/102 refused
      refused: template wanted local:vztmpl/fedora.tar.xz, found none of the 3 templates that pveam knows; `pveam available` shows them
        why template: no such template
        do wish one of those, or `pveam update` for newer lists, or put fedora.tar.xz into the templates of local
    lxc/103 differs
      template file none -> local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst [new]
      $ pveam download local debian-12-standard_12.7-1_amd64.tar.zst
      state none -> present [new]
      template none -> local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst [new]
      $ pct create 103 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst
    lxc/104 differs
      state none -> present [new]
      template none -> local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst [new]
      $ pct create 104 local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst
      note: the template is fetched once, for lxc/103
    typed nothing
> type pveam download local ubuntu-24.04-standard
    error: 400 Parameter verification failed.
    error: template: no such template
    error: pveam download <storage> <template>
    exit not 0
> check phoenix_lxc {"ctid": 101, "template": "local:vztmpl/ubuntu-24.04-standard", "inspect": "cli"}
    lxc/101 refused
      refused: template wanted local:vztmpl/ubuntu-24.04-standard, found none of the 3 templates that pveam knows; the nearest is ubuntu-24.04-standard_24.04-2_amd64.tar.zst
        why template: no such template
        do wish one of those, or `pveam update` for newer lists, or put ubuntu-24.04-standard into the templates of local
    asked pct status 101
    asked pvesh get /storage --output-format json
    asked pveam available
    asked pvesm status
    typed nothing
