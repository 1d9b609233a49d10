A file that ends in the middle, as a copy that broke off leaves it, is told with its line, and nothing of it is used.

given pool tank

given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}], "datasets": []}}

given lxc
    {"lxc_configs": {
      "101": {"name": "web", "memory_mb": 512,
              "storage_po

> phoenix-run converge --allow all
    error lxc:3: not JSON: control character (\u0000-\u001F) found while parsing a string in column 21 (nothing of a file that is not JSON is used)
    typed nothing
