//! Firewalls: through the API, where each rule lands on top of the last, or as files written whole.

use serde_json::Value;

use super::guest::Guest;
use super::{Ended, Shell, list, text};

impl Shell<'_> {
    /// Deletes every rule from the last on, and adds all again (B-18). The guest's own switch is never set.
    pub(super) fn replace_rules(&mut self, guest: &Guest<'_>) -> Result<(), Ended> {
        let path = format!("/nodes/{}/lxc/{}/firewall/rules", self.world.state.node, guest.ctid);
        if guest.rules().is_empty() {
            return Ok(());
        }
        while self.types(&["pvesh", "delete", &format!("{path}/0")]) {}
        for rule in guest.rules() {
            let options = [
                ("--type", text(rule, "type").map(|kind| kind.to_lowercase())),
                ("--action", text(rule, "action")),
                ("--enable", Some("1".to_owned())),
                ("--iface", text(rule, "iface")),
                ("--source", text(rule, "source")),
                ("--dest", text(rule, "dest")),
                ("--proto", text(rule, "proto")),
                ("--dport", text(rule, "port")),
                ("--comment", text(rule, "comment")),
            ];
            let mut words = vec!["pvesh", "create", &path];
            for (option, value) in &options {
                words.extend(value.iter().flat_map(|value| [*option, value.as_str()]));
            }
            self.types(&words);
        }
        Ok(())
    }

    /// Writes `cluster.fw` anew, with the rules of all guests among those of the host (B-19).
    pub(super) fn write_cluster_rules_with_those_of_guests(&mut self) {
        let Some(firewall) = self.firewall() else { return };
        let own = list(&firewall["global_firewall_rules"]).iter();
        let rules = own.chain(self.guests.iter().flat_map(Guest::rules));
        // An interface is written as no reader knows it (B-20).
        let lines: Vec<String> = rules.filter_map(|rule| line(rule, "iface", "-p")).collect();
        self.world.files.write("/etc/pve/firewall/cluster.fw", cluster(&firewall, &lines));
        self.world.refresh_virtual_files();
    }

    /// Removes every firewall file, of guests that it does not know too, and writes those of all guests, empty ones
    /// among them; what is the host's goes to a file that nobody reads (B-19).
    pub(super) fn write_all_firewall_files(&mut self) {
        let Some(firewall) = self.firewall() else { return };
        for name in self.world.files.list(std::path::Path::new("/etc/pve/firewall")).unwrap_or_default() {
            self.world.files.remove(format!("/etc/pve/firewall/{name}"));
        }
        let own = list(&firewall["global_firewall_rules"]).iter().filter_map(|rule| line(rule, "-iface", "-proto"));
        let lines: Vec<String> = std::iter::once("IN ACCEPT -i lo".to_owned()).chain(own).collect();
        self.world.files.write("/etc/pve/firewall/cluster.fw", cluster(&firewall, &lines));
        let node = self.world.state.node.clone();
        self.world.files.write(format!("/etc/pve/firewall/{node}.fw"), "[OPTIONS]\nenable: 1\n");
        for guest in self.guests {
            let lines: Vec<String> = guest.rules().iter().filter_map(|rule| line(rule, "-i", "-proto")).collect();
            let rules: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let text =
                if lines.is_empty() { String::new() } else { format!("[OPTIONS]\nenable: 1\n\n[RULES]\n{rules}") };
            self.world.files.write(format!("/etc/pve/firewall/{}.fw", guest.ctid), text);
        }
        self.world.refresh_virtual_files();
    }

    /// Returns the section of the host's file, from either of its places.
    fn firewall(&self) -> Option<Value> {
        let places = [&self.hypervisor["firewall"], &self.hypervisor["shared_volumes"]["firewall"]];
        places.into_iter().find(|place| place.is_object()).cloned()
    }
}

fn cluster(firewall: &Value, lines: &[String]) -> String {
    let enabled = i32::from(firewall["enabled"].as_bool().unwrap_or(true));
    let policy = |key: &str, default: &str| text(firewall, key).unwrap_or(default.to_owned());
    let rules: String = lines.iter().map(|line| format!("{line}\n")).collect();
    format!(
        "[OPTIONS]\nenable: {enabled}\npolicy_in: {}\npolicy_out: {}\n\n[RULES]\n{rules}",
        policy("default_input_policy", "DROP"),
        policy("default_output_policy", "ACCEPT"),
    )
}

/// Returns the line of a rule, with the words that this shell had for an interface and a protocol.
fn line(rule: &Value, interface: &str, protocol: &str) -> Option<String> {
    let mut line = format!("{} {}", text(rule, "type")?.to_uppercase(), text(rule, "action")?);
    let parts = [
        (interface, text(rule, "iface")),
        (protocol, text(rule, "proto")),
        ("-source", text(rule, "source")),
        ("-dest", text(rule, "dest")),
        ("-dport", text(rule, "port")),
    ];
    for (option, value) in parts {
        line.extend(value.map(|value| format!(" {option} {value}")));
    }
    line.extend(text(rule, "comment").map(|comment| format!(" # {comment}")));
    Some(line)
}
