Switching a storage off, or taking it from this node, interrupts its guests: it is held.

given file /etc/pve/storage.cfg
    dir: files
    \tpath /srv/files
    \tcontent iso

> converge phoenix_pvesm {"storage": "files", "content": ["iso", "backup"], "options": {"disable": true}}
    storage/files held
      content iso -> iso,backup [live]
      held: disable none -> on [live] (interrupts)
    typed pvesm set files --content iso,backup
> converge phoenix_pvesm {"storage": "files", "nodes": ["pve7"]}
    storage/files held
      held: nodes none -> pve7 [live] (interrupts)
    typed nothing
> converge phoenix_pvesm {"storage": "files", "nodes": ["pve7"], "allow": ["interrupts"]}
    storage/files changed
      nodes none -> pve7 [live]
    typed pvesm set files --nodes pve7
