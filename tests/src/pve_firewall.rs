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

/// Reads every file, says all that is wrong with it, and which groups are missing: for each version of IP once.
fn compile(world: &World) -> Answer {
    let cluster = reader::cluster(world);
    if !cluster.is_enabled() {
        let stdout = "firewall disabled\n".to_owned();
        return Answer { status: 0, stdout, stderr: cluster.said(Told::Everything) };
    }
    let mut said = cluster.said(Told::Everything);
    let host = reader::host(world, &cluster);
    said.push_str(&host.said(Told::Everything));
    let mut groups = BTreeSet::new();
    if host.is_enabled() {
        groups.extend(host.groups_in_use());
        groups.extend(cluster.groups_in_use());
    }
    for guest in reader::guests(world, &cluster) {
        said.push_str(&guest.said(Told::Everything));
        if guest.is_enabled() {
            groups.extend(guest.groups_in_use());
        }
    }
    for _ in ["iptables", "ip6tables"] {
        for group in groups.iter().filter(|group| !cluster.has_group(group)) {
            said.push_str(&format!("no such security group '{group}'\n"));
        }
    }
    Answer { status: 0, stdout: "detected changes\n".to_owned(), stderr: said }
}
