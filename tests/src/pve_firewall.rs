//! The simulated `pve-firewall`: whether it is on, and what it says about its files. The rules that it would compile are not simulated.

use std::collections::BTreeSet;

use crate::perl::{self, FAILED};
use crate::pvesh::reader::{self, Told};
use crate::world::{Answer, World};

const USAGE: &str = "       pve-firewall compile 
       pve-firewall localnet 
       pve-firewall restart 
       pve-firewall simulate  [OPTIONS]
       pve-firewall start  [OPTIONS]
       pve-firewall status 
       pve-firewall stop 

       pve-firewall help [<extra-args>] [OPTIONS]
";

/// Runs `pve-firewall` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    match arguments {
        [] => perl::no_such_verb("pve-firewall", None, USAGE),
        ["status"] => status(world),
        ["compile"] => compile(world),
        [verb @ ("status" | "compile"), ..] => {
            Answer::failed(FAILED, format!("400 too many arguments\npve-firewall {verb} \n"))
        }
        [verb, ..] => perl::other_verb("pve-firewall", verb, USAGE),
    }
}

fn status(world: &World) -> Answer {
    let cluster = reader::cluster(world);
    let enabled = if cluster.is_enabled() { "enabled" } else { "disabled" };
    let is_running = world.files.exists(std::path::Path::new("/proc/771/comm"));
    let running = if is_running { "running" } else { "stopped" };
    let stdout = format!("Status: {enabled}/{running}\n");
    Answer { status: 0, stdout, stderr: cluster.said(Told::Unreadable) }
}

/// Reads every file and says all that is wrong with it; if the firewall is on, also which groups are missing, for each version
/// of IP once.
fn compile(world: &World) -> Answer {
    let cluster = reader::cluster(world);
    let host = reader::host(world, &cluster);
    let guests = reader::guests(world, &cluster);
    let mut said = cluster.said(Told::Everything) + &host.said(Told::Everything);
    guests.iter().for_each(|guest| said.push_str(&guest.said(Told::Everything)));
    if !cluster.is_enabled() {
        return Answer { status: 0, stdout: "firewall disabled\n".to_owned(), stderr: said };
    }
    let mut groups = BTreeSet::new();
    if host.is_enabled() {
        groups.extend(host.groups_in_use());
        groups.extend(cluster.groups_in_use());
    }
    groups.extend(guests.iter().filter(|guest| guest.is_enabled()).flat_map(reader::Read::groups_in_use));
    for _ in ["iptables", "ip6tables"] {
        for group in groups.iter().filter(|group| !cluster.has_group(group)) {
            said.push_str(&format!("no such security group '{group}'\n"));
        }
    }
    Answer { status: 0, stdout: "detected changes\n".to_owned(), stderr: said }
}

#[cfg(test)]
mod tests {
    use crate::SimHost;

    #[test]
    fn compile_says_all_and_status_only_what_cannot_be_read() {
        let host = SimHost::blank().with_file(
            "/etc/pve/firewall/cluster.fw",
            "[OPTIONS]\nenable: 1\nbogus: 1\n[RULES]\nIN accept\nGROUP web\n",
        );
        let unreadable = "/etc/pve/firewall/cluster.fw (line 3): can't parse option 'bogus: 1'\n";
        let status = host.type_in("pve-firewall status");
        assert_eq!((status.stdout.as_str(), status.stderr.as_str()), ("Status: enabled/running\n", unreadable));
        let senseless = "/etc/pve/firewall/cluster.fw (line 5) - errors in rule parameters: IN accept\n  \
                         action: unknown action 'accept'\n";
        let missing = "no such security group 'web'\n".repeat(2);
        assert_eq!(host.type_in("pve-firewall compile").stderr, format!("{unreadable}{senseless}{missing}"));
    }
}
