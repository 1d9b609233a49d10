Who comes from the host's own network is let in by Proxmox itself, whatever the policy: nothing is refused.

given caller 192.0.2.50
given hypervisor
    {
      "zfs": { "pools": [], "datasets": [] },
      "firewall": { "enabled": true, "default_input_policy": "DROP", "default_output_policy": "ACCEPT" }
    }
given lxc
    { "lxc_configs": {} }
> phoenix-run converge --allow exposes
    ok firewall/cluster
    1 resource: 1 in sync (exit 0)
    typed write /etc/pve/firewall/cluster.fw
> phoenix-run check
    1 resource: 1 in sync (exit 0)
    typed nothing
