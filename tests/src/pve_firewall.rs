//! The simulated `pve-firewall`: whether it is on, and what it says about its files. The rules that it would compile are not simulated.

use std::collections::BTreeSet;

use crate::perl::{self, FAILED};
use crate::pvesh::reader::{self, Read};
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

/// Says all that is wrong with the cluster's file; if the daemon runs, it is compared with what there is to apply, so with the others too.
fn status(world: &World) -> Answer {
    let cluster = reader::cluster(world);
    let mut stderr = cluster.said().to_owned();
    if let Some(complaint) = cluster.fatal() {
        return Answer::failed(FAILED, stderr + &complaint);
    }
    let enabled = if cluster.is_enabled() { "enabled" } else { "disabled" };
    let is_running = world.files.exists(std::path::Path::new("/proc/771/comm"));
    if is_running {
        stderr.push_str(&compiled(world, &cluster));
    }
    let running = if is_running { "running" } else { "stopped" };
    Answer { status: 0, stdout: format!("Status: {enabled}/{running}\n"), stderr }
}

fn compile(world: &World) -> Answer {
    let cluster = reader::cluster(world);
    let stderr = cluster.said().to_owned();
    if let Some(complaint) = cluster.fatal() {
        return Answer::failed(FAILED, stderr + &complaint);
    }
    let stdout = if cluster.is_enabled() { "detected changes\n" } else { "firewall disabled\n" };
    Answer { status: 0, stdout: stdout.to_owned(), stderr: stderr + &compiled(world, &cluster) }
}

/// Reads the files of this node and its guests and says all that is wrong with them; if the firewall is on, also which groups
/// are missing, for each version of IP once.
fn compiled(world: &World, cluster: &Read) -> String {
    let host = reader::host(world, cluster);
    let guests = reader::guests(world, cluster);
    let mut said: String = std::iter::once(&host).chain(&guests).map(Read::said).collect();
    if !cluster.is_enabled() {
        return said;
    }
    let mut groups = BTreeSet::new();
    if host.is_enabled() {
        groups.extend(host.groups_in_use());
        groups.extend(cluster.groups_in_use());
    }
    groups.extend(guests.iter().filter(|guest| guest.is_enabled()).flat_map(Read::groups_in_use));
    for _ in ["iptables", "ip6tables"] {
        for group in groups.iter().filter(|group| !cluster.has_group(group)) {
            said.push_str(&format!("no such security group '{group}'\n"));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use crate::SimHost;

    const FILE: &str = "/etc/pve/firewall/cluster.fw";

    #[test]
    fn what_cannot_be_read_and_what_makes_no_sense_is_said_and_of_groups_which_are_missing() {
        let text = "[OPTIONS]\nenable: 1\nbogus: 1\n[RULES]\nIN accept\nGROUP web\n";
        let host = SimHost::blank().with_file(FILE, text);
        let said = format!(
            "{FILE} (line 3): can't parse option 'bogus: 1'\n{FILE} (line 5) - errors in rule parameters: IN accept\n  \
             action: unknown action 'accept'\n{}",
            "no such security group 'web'\n".repeat(2)
        );
        let status = host.type_in("pve-firewall status");
        assert_eq!((status.stdout.as_str(), status.stderr.as_str()), ("Status: enabled/running\n", said.as_str()));
        assert_eq!(host.type_in("pve-firewall compile").stderr, said);
    }

    #[test]
    fn a_limit_of_the_log_that_cannot_be_read_fails_everything() {
        let host = SimHost::blank().with_file(FILE, "[OPTIONS]\nlog_ratelimit: fast\n");
        for line in ["pve-firewall status", "pve-firewall compile", "pvesh get /nodes/pve1/lxc/101/firewall/rules"] {
            let answer = host.type_in(line);
            let said = "format error\nenable: type check ('boolean') failed - got 'fast'\n";
            assert_eq!((answer.status, answer.stderr.as_str()), (255, said), "{line}");
        }
    }
}
