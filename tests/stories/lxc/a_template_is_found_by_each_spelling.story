A template is a volume, a path or a bare name: each is found where it lies, or fetched to where it belongs.

given template debian.tar.zst
given file /srv/iso/template/cache/mine.tar.zst
    a template
given file /srv/elsewhere/own.tar.zst
    a template
given file /etc/pve/storage.cfg
    dir: iso
    \tpath /srv/iso
    \tcontent iso,vztmpl

    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,rootdir

> converge phoenix_lxc {"ctid": 101, "template": "/srv/iso/template/cache/mine.tar.zst"}
    lxc/101 changed
      state none -> present [new]
      template none -> iso:vztmpl/mine.tar.zst [new]
    typed pct create 101 iso:vztmpl/mine.tar.zst
> converge phoenix_lxc {"ctid": 102, "template": "/srv/iso/template/cache/debian.tar.zst"}
    lxc/102 changed
      template file none -> iso:vztmpl/debian.tar.zst [new]
      state none -> present [new]
      template none -> iso:vztmpl/debian.tar.zst [new]
    typed pveam download iso debian.tar.zst
    typed pct create 102 iso:vztmpl/debian.tar.zst
> converge phoenix_lxc {"ctid": 103, "template": "debian.tar.zst"}
    lxc/103 changed
      state none -> present [new]
      template none -> iso:vztmpl/debian.tar.zst [new]
    typed pct create 103 iso:vztmpl/debian.tar.zst
> converge phoenix_lxc {"ctid": 104, "template": "/srv/elsewhere/own.tar.zst"}
    lxc/104 changed
      state none -> present [new]
      template none -> /srv/elsewhere/own.tar.zst [new]
    typed pct create 104 /srv/elsewhere/own.tar.zst
> check phoenix_lxc {"resources": [{"ctid": 105, "template": "/srv/elsewhere/other.tar.zst"}, {"ctid": 106, "template": "other.tar.zst"}, {"ctid": 107, "template": "nosuch:vztmpl/debian.tar.zst"}]}
    lxc/105 refused
      refused: template wanted /srv/elsewhere/other.tar.zst, found no such template
        why there is no file /srv/elsewhere/other.tar.zst, and no storage keeps its templates there
        do wish a template as STORAGE:vztmpl/FILE; `pveam list STORAGE` lists those there are
    lxc/106 refused
      refused: template wanted other.tar.zst, found no such template
        why it could be fetched to each of iso, local
        do wish a template as STORAGE:vztmpl/FILE; `pveam list STORAGE` lists those there are
    lxc/107 refused
      refused: template wanted nosuch:vztmpl/debian.tar.zst, found no such template
        why storage 'nosuch' does not exist
        do wish a template as STORAGE:vztmpl/FILE; `pveam list STORAGE` lists those there are
    typed nothing
