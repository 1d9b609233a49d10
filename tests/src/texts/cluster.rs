//! What pmxcfs and the kernel show of the node: an error names its file, and nothing crashes a reader.

use phoenix_modules::firewall::{self, Firewall};
use phoenix_modules::lxc::{self, Lxc};
use phoenix_modules::pve::cluster as pve;
use phoenix_modules::resource::Resource as _;
use phoenix_modules::zfs_parameter::{self, ZfsParameter};
use serde_json::{Value, json};

use super::Altered;

/// `/etc/pve/.vmlist`: JSON that tells guests; each of them is found again.
pub(super) fn vmlist(bytes: &[u8]) {
    Altered::with(|host| {
        let host = host.file("/etc/pve/.vmlist", bytes);
        match pve::inspect(&host) {
            Err(error) => assert!(format!("{error:#}").contains("/etc/pve/.vmlist"), "{error:#}"),
            Ok(cluster) => {
                // A code that stands for no letter, where nobody looks, spoils a value and no reading of the ids.
                let told = serde_json::from_slice(bytes).unwrap_or(Value::Null);
                let ids = told.get("ids").and_then(Value::as_object).map(serde_json::Map::len);
                assert!(ids.is_none_or(|ids| cluster.guests.len() <= ids));
            }
        }
        look(&host);
    });
}

/// `/etc/pve/.members`.
pub(super) fn members(bytes: &[u8]) {
    Altered::with(|host| {
        let host = host.file("/etc/pve/.members", bytes);
        if let Err(error) = pve::inspect(&host) {
            assert!(format!("{error:#}").contains("/etc/pve/.members"), "{error:#}");
        }
        look(&host);
    });
}

/// One of the kernel's tables. Who cannot read one says which.
pub(super) fn proc(bytes: &[u8]) {
    const TABLES: [&str; 11] = [
        "/proc/net/unix",
        "/proc/net/tcp",
        "/proc/net/tcp6",
        "/proc/net/route",
        "/proc/net/ipv6_route",
        "/proc/mounts",
        "/proc/cmdline",
        "/proc/meminfo",
        "/proc/spl/kstat/zfs/arcstats",
        "/run/pve-firewall.pid",
        "/etc/hosts",
    ];
    let table = super::chosen(bytes, &TABLES);
    Altered::with(|host| look(&host.file(table, bytes)));
    Altered::with(|host| {
        let running = pve::running(&host.file("/proc/net/unix", bytes)).expect("any table can be read");
        let text = String::from_utf8_lossy(bytes);
        assert!(running.iter().all(|ctid| text.contains(&format!("@/var/lib/lxc/{ctid}/command"))));
    });
}

fn look(host: &Altered<'_>) {
    let firewall: firewall::Desired =
        serde_json::from_value(json!({ "scope": "node", "enable": true, "rules": [] })).expect("a wish");
    for observed in Firewall::inspect(std::slice::from_ref(&firewall), host) {
        judge(observed.map(|observed| Firewall::compare(&firewall, &observed)));
    }
    let container: lxc::Desired =
        serde_json::from_value(json!({ "ctid": 101, "state": "running", "memory_mb": 700 })).expect("a wish");
    for observed in Lxc::inspect(std::slice::from_ref(&container), host) {
        judge(observed.map(|observed| Lxc::compare(&container, &observed)));
    }
    let parameter: zfs_parameter::Desired =
        serde_json::from_value(json!({ "name": "zfs_arc_max", "value": "4294967296" })).expect("a wish");
    for observed in ZfsParameter::inspect(std::slice::from_ref(&parameter), host) {
        judge(observed.map(|observed| ZfsParameter::compare(&parameter, &observed)));
    }
}

/// A failure to look is told in words, by the place that was looked at.
fn judge(plan: anyhow::Result<phoenix_modules::plan::Plan>) {
    if let Err(error) = plan {
        let told = format!("{error:#}");
        assert!(told.contains("/proc/") || told.contains("/etc/") || told.contains("/run/"), "{told}");
    }
}
