//! The interfaces of a container and its name servers, in the shapes they have had.

use phoenix_modules::names::MacAddress;

use super::finding::Finding;
use super::json::Value;
use super::place::{Place, Reader};
use super::values;
use super::{Located, Network};

/// What `network_config`, `secondary_network_config` and `mac_address` say.
#[derive(Default)]
pub(super) struct Networks {
    pub(super) networks: Vec<Network>,
    pub(super) nameservers: Option<Located<Vec<String>>>,
}

/// Reads the interfaces of a container.
pub(super) fn read(container: &Place<'_>, findings: &mut Vec<Finding>) -> Networks {
    let mac_address = Reader { object: container, findings }.read_by_rule("V-12", "mac_address", values::name);
    let (first, nameservers) = first(container, mac_address, findings);
    let second = container.member("secondary_network_config").filter(|place| place.is_object(findings));
    let second = second.map(|place| interface(1, &place, None, findings));
    Networks { networks: first.into_iter().chain(second).collect(), nameservers }
}

type First = (Option<Network>, Option<Located<Vec<String>>>);

fn first(container: &Place<'_>, mac: Option<Located<MacAddress>>, findings: &mut Vec<Finding>) -> First {
    let Some(place) = container.member("network_config") else {
        return (mac.map(|mac| Network { hwaddr: Some(mac), ..empty(0) }), None);
    };
    if let Value::Text(text) = &place.node.value {
        return first_of_text(&place, text, mac, findings);
    }
    if !place.is_object(findings) {
        return (None, None);
    }
    (Some(interface(0, &place, mac, findings)), nameservers(&place, findings))
}

fn empty(id: u8) -> Network {
    Network { id, name: None, bridge: None, ip: None, gw: None, hwaddr: None }
}

/// Reads `"10.0.0.111/24,10.0.0.1,8.8.8.8"`, which means eth0 on vmbr0.
fn first_of_text(
    place: &Place<'_>,
    text: &str,
    mac: Option<Located<MacAddress>>,
    findings: &mut Vec<Finding>,
) -> First {
    let mut parts = text.split(',').map(|part| part_of(place, part.trim()));
    let ip = parts.next().and_then(|part| part.read(values::ip_config, findings));
    let gw = parts.next().and_then(|part| part.read(values::ipv4, findings));
    let servers: Vec<_> =
        parts.filter_map(|part| part.read(values::nameservers, findings)).flat_map(|list| list.value).collect();
    let nameservers = (!servers.is_empty()).then(|| place.locate(servers));
    let default = |value: &str| Some(place.locate(value.to_owned()));
    let network = Network { id: 0, name: default("eth0"), bridge: default("vmbr0"), ip, gw, hwaddr: mac };
    (Some(without_gateway_of_dhcp(network, findings)), nameservers)
}

/// A part of a text that is read like a value of its own.
struct Part<'t> {
    whole: &'t Place<'t>,
    text: String,
}

fn part_of<'t>(whole: &'t Place<'t>, text: &str) -> Part<'t> {
    Part { whole, text: text.to_owned() }
}

impl Part<'_> {
    fn read<T>(
        &self,
        parse: impl Fn(&super::json::Node<'_>) -> Result<T, String>,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<T>> {
        let node = super::json::Node { line: self.whole.at.line, value: Value::Text(self.text.as_str().into()) };
        let place = Place { node: &node, at: self.whole.at, key: self.whole.key.clone() };
        place.read(parse, findings)
    }
}

fn interface(id: u8, place: &Place<'_>, mac: Option<Located<MacAddress>>, findings: &mut Vec<Finding>) -> Network {
    let mut reader = Reader { object: place, findings };
    let network = Network {
        id,
        name: reader.read("name", values::interface),
        bridge: reader.read("bridge", values::interface),
        ip: reader.read_by_rule("V-12", "ip", values::ip_config),
        gw: reader.read_by_rule("V-12", "gw", values::ipv4),
        // The interface's own address wins over the container's `mac_address`.
        hwaddr: reader.read_by_rule("V-12", "hwaddr", values::name).or(mac),
    };
    without_gateway_of_dhcp(network, findings)
}

/// Drops a gateway beside `dhcp`: the lease brings one, and Proxmox knows no interface with both.
fn without_gateway_of_dhcp(network: Network, findings: &mut Vec<Finding>) -> Network {
    match (&network.ip, &network.gw) {
        (Some(ip), Some(gw)) if ip.value == "dhcp" => {
            let finding =
                Finding::warning(gw.at, &gw.key, format!("the gateway {} has no meaning beside `dhcp`", gw.value));
            findings.push(finding.rule("V-13").remedy("remove the gateway; it is ignored"));
            Network { gw: None, ..network }
        }
        _ => network,
    }
}

/// Reads `nameserver`, which wins, or `nameservers`; each a text with one address or several.
fn nameservers(network: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Located<Vec<String>>> {
    let mut reader = Reader { object: network, findings };
    let singular = reader.read("nameserver", values::nameservers);
    let plural = reader.read("nameservers", values::nameservers);
    singular.or(plural)
}

#[cfg(test)]
mod tests {
    use crate::config::{Configuration, Finding, Severity, read};

    fn container(text: &str) -> Result<Configuration, Vec<Finding>> {
        let lxc = format!("{{\"lxc_configs\": {{\n\"101\": {{\n{text}}}}}}}");
        read(b"{}", lxc.as_bytes())
    }

    #[test]
    fn a_text_means_eth0_on_vmbr0() {
        let configuration =
            container(r#""network_config": "10.0.0.111/24, 10.0.0.1, 8.8.8.8", "mac_address": "52:54:00:AA:BB:CC""#)
                .unwrap();
        let container = &configuration.containers[0];
        let network = &container.networks[0];
        let text = |located: &Option<crate::config::Located<String>>| located.as_ref().unwrap().value.clone();
        assert_eq!(
            [text(&network.name), text(&network.bridge), text(&network.ip), text(&network.gw)],
            ["eth0", "vmbr0", "10.0.0.111/24", "10.0.0.1"]
        );
        assert_eq!(container.nameservers.as_ref().unwrap().value, ["8.8.8.8"]);
        assert_eq!(network.hwaddr.as_ref().unwrap().value.as_str(), "52:54:00:AA:BB:CC");
    }

    #[test]
    fn an_object_may_name_its_own_mac_and_name_server() {
        let configuration = container(
            r#""network_config": {"name": "eth0", "bridge": "vmbr0.10", "ip": "dhcp", "hwaddr": "02:00:00:00:01:01",
               "nameserver": "10.0.0.1", "nameservers": "8.8.8.8 1.1.1.1"}, "mac_address": "52:54:00:AA:BB:CC""#,
        )
        .unwrap();
        let container = &configuration.containers[0];
        assert_eq!(container.networks[0].hwaddr.as_ref().unwrap().value.as_str(), "02:00:00:00:01:01");
        assert_eq!(container.nameservers.as_ref().unwrap().value, ["10.0.0.1"]);
        assert_eq!(container.networks[0].gw, None);
    }

    #[test]
    fn a_second_interface_is_net1() {
        let configuration =
            container(r#""secondary_network_config": {"name": "eth1", "ip": "172.16.100.10/24"}"#).unwrap();
        assert_eq!(configuration.containers[0].networks.iter().map(|network| network.id).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_mac_address_alone_is_an_interface_of_which_nothing_else_is_managed() {
        let configuration = container(r#""mac_address": "52:54:00:AA:BB:CC""#).unwrap();
        assert_eq!(configuration.containers[0].networks[0].ip, None);
        assert!(container("").unwrap().containers[0].networks.is_empty());
    }

    #[test]
    fn a_gateway_beside_dhcp_warns_and_is_ignored() {
        let configuration = container(r#""network_config": {"ip": "dhcp", "gw": "10.0.0.1"}"#).unwrap();
        assert_eq!(configuration.containers[0].networks[0].gw, None);
        let finding = configuration.findings.iter().find(|finding| finding.rule == Some("V-13")).unwrap();
        assert_eq!(finding.severity, Severity::Warning);
    }

    #[test]
    fn addresses_that_cannot_be_are_errors_with_their_keys() {
        let findings = container(
            r#""network_config": {"bridge": "vm br0", "ip": "10.0.0.5", "gw": "", "hwaddr": "01:00:00:00:00:01", "nameservers": "dns"},
               "secondary_network_config": "10.0.0.1/24", "mac_address": 5"#,
        )
        .unwrap_err();
        let keys: Vec<_> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| &finding.key[16..])
            .collect();
        let network = |key: &str| format!("network_config.{key}");
        let expected = ["bridge", "ip", "gw", "hwaddr", "nameservers"].map(network);
        assert!(expected.iter().all(|key| keys.contains(&key.as_str())), "{keys:?}");
        assert!(keys.contains(&"mac_address") && keys.contains(&"secondary_network_config"));
        let gateway = findings.iter().find(|finding| finding.key.ends_with(".gw")).unwrap();
        assert_eq!(gateway.remedy, "leave the key out if it is not to be managed");
    }

    #[test]
    fn each_part_of_a_text_is_checked() {
        assert_eq!(
            container(r#""network_config": "10.0.0.5,gate,dns""#)
                .unwrap_err()
                .iter()
                .filter(|f| f.severity == Severity::Error)
                .count(),
            3
        );
    }
}
