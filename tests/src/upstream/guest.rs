//! A container of the files, as the shell read it, and the order in which it went through them.

use serde_json::Value;

use super::{list, text};

/// A container of the files.
#[derive(Debug)]
pub(super) struct Guest<'a> {
    pub(super) ctid: &'a str,
    pub(super) entry: &'a Value,
    /// What it is cloned from.
    pub(super) source: Option<String>,
    pub(super) is_template: bool,
}

impl Guest<'_> {
    pub(super) fn text(&self, key: &str) -> Option<String> {
        text(self.entry, key)
    }

    /// Returns the text of a property of its first network, whose early shape is `"IP/PREFIX,GATEWAY,NAMESERVER"`.
    pub(super) fn network(&self, key: &str) -> Option<String> {
        let network = &self.entry["network_config"];
        if let Some(line) = network.as_str() {
            let mut parts = line.split(',').map(|part| Some(part.trim().to_owned()));
            let place = match key {
                "ip" => 0,
                "gw" => 1,
                "nameservers" => 2,
                "name" => return Some("eth0".to_owned()),
                "bridge" => return Some("vmbr0".to_owned()),
                _ => return None,
            };
            return parts.nth(place).flatten();
        }
        text(network, key)
    }

    /// Returns the text of a network interface, in the order in which this style wrote it.
    pub(super) fn interface(&self, style: super::Style, firewall: Option<bool>) -> Option<String> {
        let ip = self.network("ip");
        let gateway = self.network("gw").filter(|_| ip.as_deref() != Some("dhcp"));
        let mac = self.network("hwaddr").or_else(|| self.text("mac_address"));
        let (gateway, mac) = (("gw", gateway), ("hwaddr", mac));
        let (third, fourth) = if style == super::Style::Main { (gateway, mac) } else { (mac, gateway) };
        let firewall = firewall.map(|on| i32::from(on).to_string());
        let parts = [
            ("name", Some(self.network("name").unwrap_or("eth0".to_owned()))),
            ("bridge", self.network("bridge")),
            ("ip", ip),
            third,
            fourth,
            ("firewall", firewall),
        ];
        parts.iter().any(|(key, value)| *key == "bridge" && value.is_some()).then(|| joined(&parts))
    }

    /// Returns the text of its second interface, if it has one.
    pub(super) fn second_interface(&self) -> Option<String> {
        let network = &self.entry["secondary_network_config"];
        let bridge = text(network, "bridge")?;
        let ip = text(network, "ip");
        let gateway = text(network, "gw").filter(|_| ip.as_deref() != Some("dhcp"));
        let parts = [
            ("name", text(network, "name").or(Some("eth1".to_owned()))),
            ("bridge", Some(bridge)),
            ("ip", ip),
            ("hwaddr", text(network, "mac_address").or_else(|| text(network, "hwaddr"))),
            ("gw", gateway),
        ];
        Some(joined(&parts))
    }

    pub(super) fn has_firewall(&self) -> bool {
        self.entry["firewall"]["enabled"].as_bool().unwrap_or(false)
    }

    /// Returns its rules, if its firewall is wanted.
    pub(super) fn rules(&self) -> &[Value] {
        if self.has_firewall() { list(&self.entry["firewall"]["rules"]) } else { &[] }
    }

    /// Returns the snapshots that it is to have: the one that clones are made of, and those of its life.
    pub(super) fn has_life_snapshots(&self) -> bool {
        self.entry["enable_lifecycle_snapshots"].as_bool().unwrap_or(false)
    }
}

fn joined(parts: &[(&str, Option<String>)]) -> String {
    let parts = parts.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_deref()?)));
    parts.collect::<Vec<_>>().join(",")
}

/// Returns the containers, each behind its source and its dependencies; an id that the file does not have is passed over.
pub(super) fn in_order(configs: &Value) -> Vec<Guest<'_>> {
    let mut ordered = Vec::new();
    for ctid in configs.as_object().into_iter().flat_map(|map| map.keys()) {
        visit(ctid, configs, &mut Vec::new(), &mut ordered);
    }
    ordered
}

fn visit<'a>(ctid: &'a str, configs: &'a Value, above: &mut Vec<&'a str>, ordered: &mut Vec<Guest<'a>>) {
    let entry = &configs[ctid];
    if !entry.is_object() || above.contains(&ctid) || ordered.iter().any(|guest| guest.ctid == ctid) {
        return;
    }
    above.push(ctid);
    let source = text(entry, "clone_from_ctid").or_else(|| text(entry, "clone_from_template_ctid"));
    let dependencies = list(&entry["dependencies"]).iter().filter_map(Value::as_str).map(str::to_owned);
    let before: Vec<String> = source.clone().into_iter().chain(dependencies).collect();
    for other in &before {
        if let Some((other, _)) = configs.as_object().and_then(|map| map.get_key_value(other)) {
            visit(other, configs, above, ordered);
        }
    }
    above.pop();
    let is_template = entry["is_template"].as_bool().unwrap_or(false);
    ordered.push(Guest { ctid, entry, source, is_template });
}
