//! Addresses and names: what two cannot share, and gateways that cannot be reached.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use crate::config::{At, Network, values};

use super::{Facts, Guest, Place, Verdicts, report_repeats};

fn address_of(network: &Network) -> Option<(Ipv4Addr, u8)> {
    values::cidr(&network.ip.as_ref()?.value)
}

/// Returns the IPv4 addresses of all containers.
pub(super) fn addresses<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (Ipv4Addr, (At, &'f str), &'f Guest<'f>)> {
    facts.guests.iter().flat_map(|guest| {
        guest.container.networks.iter().filter_map(move |network| {
            let ip = network.ip.as_ref()?;
            Some((address_of(network)?.0, (ip.at, ip.key.as_str()), guest))
        })
    })
}

/// V-10: a container that takes the host's address takes the host from everybody who works on it.
pub(super) fn address_of_the_host(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let Some(own) = &facts.configuration.host_address else { return };
    let Ok(host) = own.value.split('/').next().unwrap_or_default().parse::<Ipv4Addr>() else { return };
    for (_, (at, key), guest) in addresses(facts).filter(|(address, _, _)| *address == host) {
        let message = format!("{host} is the address of the host itself ({})", own.at);
        verdicts.say(guest.container.resource(), (at, key), message, "give the container an address of its own");
    }
}

/// V-10: an IPv4 address belongs to one container.
pub(super) fn twofold_ip(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let guests = addresses(facts).map(|(address, place, guest)| (address, place, guest.container.resource()));
    let message = |first: &str, at| format!("the IPv4 address is already that of {first} ({at})");
    report_repeats(guests, verdicts, message, "give each its own address, unless only one of them runs");
}

/// V-10: what the host's name server says of a container is what the container's own file says, unless a proxy stands before it.
pub(super) fn record_with_another_address(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let zones = facts.host.member("dns_server").and_then(|server| server.member("authoritative_zones"));
    let records = zones.iter().flat_map(Place::elements).filter_map(|zone| zone.member("records"));
    let by_name = guests_by_name(facts);
    for record in records.flat_map(|records| records.elements().collect::<Vec<_>>()) {
        let (Some(name), Some(place)) = (record.member("hostname"), record.member("ip_internal")) else { continue };
        let (Some(name), Some(said)) = (name.node.as_text(), place.node.as_text()) else { continue };
        let Some(guest) = by_name.get(&name.to_ascii_lowercase()) else { continue };
        let networks = guest.container.networks.iter();
        let own: Vec<(Ipv4Addr, At)> =
            networks.filter_map(|network| Some((address_of(network)?.0, network.ip.as_ref()?.at))).collect();
        if let [(address, at), ..] = own[..]
            && !own.iter().any(|(address, _)| address.to_string() == said)
        {
            let message = format!("`{name}` is {} with {address} ({at})", guest.container.resource());
            verdicts.say_of_host(&place, message, "write one of the two, unless a proxy stands before it");
        }
    }
}

/// Returns the guests by their names in small letters, the first of each name.
fn guests_by_name<'g, 'f>(facts: &'g Facts<'f>) -> HashMap<String, &'g Guest<'f>> {
    let mut by_name = HashMap::new();
    for guest in &facts.guests {
        if let Some(name) = guest.text("name") {
            by_name.entry(name.to_ascii_lowercase()).or_insert(guest);
        }
    }
    by_name
}

/// V-11: a MAC address belongs to one interface.
pub(super) fn twofold_mac(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let macs = facts.guests.iter().flat_map(|guest| {
        let addresses = guest.container.networks.iter().filter_map(|network| network.hwaddr.as_ref());
        let resource = guest.container.resource();
        addresses
            .map(move |mac| (mac.value.as_str().to_ascii_uppercase(), (mac.at, mac.key.as_str()), resource.clone()))
    });
    report_repeats(
        macs,
        verdicts,
        |first, at| format!("the MAC address is already that of {first} ({at})"),
        "give each interface its own",
    );
}

/// V-11: guests answer to the part of their name before the first dot, without regard to case.
pub(super) fn twofold_name(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let names = facts.guests.iter().filter_map(|guest| {
        let name = guest.container.hostname.as_ref()?;
        let short = name.value.as_str().split('.').next().unwrap_or_default().to_ascii_lowercase();
        Some((short, (name.at, name.key.as_str()), guest.container.resource()))
    });
    let message = |first: &str, at| format!("the name before the first dot is already that of {first} ({at})");
    report_repeats(names, verdicts, message, "give each container its own name");
}

/// V-11: a proxied service has one back end.
pub(super) fn twofold_service(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let places: Vec<_> = facts
        .guests
        .iter()
        .filter_map(|guest| Some((guest, guest.place.member("traefik_service")?.member("name")?)))
        .collect();
    let services = places.iter().filter_map(|(guest, place)| {
        Some((place.node.as_text()?, (place.at, place.key.as_str()), guest.container.resource()))
    });
    report_repeats(
        services,
        verdicts,
        |first, at| format!("the service is already that of {first} ({at})"),
        "give each service its own name",
    );
}

/// V-12: a gateway lies in the network of the address; from a /32 any gateway is reached by a route of its own.
pub(super) fn gateway_outside_the_network(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        for network in &guest.container.networks {
            let (Some((address, prefix)), Some(gw)) = (address_of(network), &network.gw) else {
                continue;
            };
            let Ok(gateway) = gw.value.parse::<Ipv4Addr>() else {
                continue;
            };
            if gateway == address {
                let message = format!("the gateway {gateway} is the container's own address");
                verdicts.say_of(guest, gw, message, "correct the gateway or the address");
            }
            if prefix == 32 {
                continue;
            }
            let first = values::network_of(address, prefix);
            if values::network_of(gateway, prefix) != first {
                let message = format!("the gateway {gateway} lies outside {first}/{prefix}, the network of {address}");
                verdicts.say_of(guest, gw, message, "correct the gateway, the address or its prefix");
            }
        }
    }
}

/// V-15: a container whose name has dots calls itself by the part before the first one (pve-container 6.1).
pub(super) fn dotted_name(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(name) = &guest.container.hostname else {
            continue;
        };
        if let Some((short, _)) = name.value.as_str().split_once('.') {
            let message = format!("the container will call itself `{short}`, the part before the first dot");
            verdicts.say_of(guest, name, message, "write dashes instead of dots, unless it is a domain name");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;

    #[test]
    fn an_address_is_had_once_among_containers_and_host() {
        let guests = r#""101": {"network_config": {"ip": "10.0.0.5/24"}}, "102": {"secondary_network_config": {"ip": "10.0.0.5/16"}},
                        "103": {"network_config": {"ip": "10.0.0.13/24"}}, "104": {"network_config": {"ip": "dhcp"}}, "105": {"network_config": {"ip": "dhcp"}}"#;
        let host = r#""network": {"interfaces": {"address": "10.0.0.13/24"}}"#;
        let expected =
            ["warning lxc_configs.102.secondary_network_config.ip", "refused lxc_configs.103.network_config.ip"];
        assert_eq!(broken("V-10", host, guests), expected);
    }

    #[test]
    fn a_record_says_of_a_container_what_its_own_file_says() {
        let guests = r#""101": {"name": "web", "network_config": {"ip": "10.0.0.5/24"}}, "102": {"name": "any", "network_config": {"ip": "dhcp"}}"#;
        let records = r#"[{"hostname": "web", "ip_internal": "10.0.0.5"}, {"hostname": "WEB", "ip_internal": "10.0.0.12"}, {"hostname": "any", "ip_internal": "10.0.0.6"}]"#;
        let host = format!(r#""dns_server": {{"authoritative_zones": [{{"records": {records}}}]}}"#);
        assert_eq!(broken("V-10", &host, guests), ["info dns_server.authoritative_zones[0].records[1].ip_internal"]);
    }

    #[test]
    fn macs_names_and_services_are_had_once() {
        let guests = r#""101": {"mac_address": "52:54:00:AA:BB:CC", "name": "web.one", "traefik_service": {"name": "s"}},
                        "102": {"mac_address": "52:54:00:aa:bb:cc", "name": "Web", "traefik_service": {"name": "s"}}"#;
        let keys = ["mac_address", "name", "traefik_service.name"].map(|key| format!("warning lxc_configs.102.{key}"));
        assert_eq!(broken("V-11", "", guests), keys);
    }

    #[test]
    fn a_gateway_is_within_reach() {
        let gateway = |gw: &str| format!(r#""101": {{"network_config": {{"ip": "10.0.1.5/24", "gw": "{gw}"}}}}"#);
        assert_eq!(broken("V-12", "", &gateway("10.0.0.1")), ["refused lxc_configs.101.network_config.gw"]);
        assert_eq!(broken("V-12", "", &gateway("10.0.1.5")), ["refused lxc_configs.101.network_config.gw"]);
        assert!(broken("V-12", "", &gateway("10.0.1.1")).is_empty());
        assert!(broken("V-12", "", &gateway("10.0.0.1").replace("/24", "/32")).is_empty());
    }

    #[test]
    fn a_dotted_name_is_cut() {
        assert_eq!(
            broken("V-15", "", r#""101": {"name": "granite-3.3-8b"}, "102": {"name": "granite"}"#),
            ["warning lxc_configs.101.name"]
        );
    }
}
