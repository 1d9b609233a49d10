//! Network interfaces: how a wish is merged into `netN`, and what Proxmox would make of it otherwise.

use super::families::NETWORK;
use super::settings::{Compared, Difference, boolean, given, not_taken, number};
use super::{Desired, Network};
use crate::plan::{Change, Refusal, Risk};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;

/// Returns the options of the interfaces that are wished.
pub(super) fn options(desired: &Desired) -> Vec<String> {
    desired.networks.iter().flatten().enumerate().map(|(index, network)| option(index, network)).collect()
}

/// An interface without a number of its own has that of its place in the list.
fn option(index: usize, network: &Network) -> String {
    let number = network.id.map_or(index, usize::from);
    format!("net{number}")
}

/// Compares every interface that is wished.
pub(super) fn compare(desired: &Desired, config: &Config, compared: &mut Compared) {
    let options = options(desired);
    for (index, network) in desired.networks.iter().flatten().enumerate() {
        compared.add(match refuse_number(&options, index) {
            Some(refusal) => Err(vec![refusal]),
            None => compare_one(network, &options[index], config),
        });
    }
}

/// Proxmox has net0 to net31, each once.
fn refuse_number(options: &[String], index: usize) -> Option<Refusal> {
    let option = &options[index];
    let is_repeated = options[..index].contains(option);
    let is_too_high = option[3..].parse::<u8>().map_or(true, |number| number > 31);
    let why = match (is_repeated, is_too_high) {
        (true, _) => "two interfaces have this number",
        (false, true) => "Proxmox VE has net0 to net31",
        (false, false) => return None,
    };
    let remedy = "give each interface a number of its own (id), from 0 to 31";
    Some(not_taken(option, "an interface", why.to_owned(), remedy.to_owned()))
}

fn compare_one(network: &Network, option: &str, config: &Config) -> Result<Option<Difference>, Vec<Refusal>> {
    let wished = wished_keys(network);
    let refusals = NETWORK.refuse(option, &wished);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let found = config.standing(option);
    let mut merged = NETWORK.merge(option, &wished, found, network.exclusive);
    let mut changes = std::mem::take(&mut merged.changes);
    let mut string = merged.string;
    changes.extend(drop_gateways(network, option, &mut string));
    if config.effective(option).is_none() && found.is_some() {
        changes.push(Change::new(option, Some("deleted with the next start".to_owned()), Some("kept".to_owned())));
    }
    if changes.is_empty() && found.is_some() {
        return Ok(None);
    }
    if found.is_none() {
        name_new(option, &mut string);
    }
    if string.get("bridge").is_none() {
        let why = "Proxmox VE writes an interface without a bridge and fails afterwards".to_owned();
        return Err(vec![Refusal {
            found: "none".to_owned(),
            ..not_taken(option, "an interface", why, "add its bridge".to_owned())
        }]);
    }
    // Proxmox appends the type by itself.
    string.remove("type");
    let changes = changes.into_iter().map(|change| judged(change, option, found.is_none())).collect();
    Ok(Some(Difference { option: option.to_owned(), typed: Some(string.to_string()), changes }))
}

/// Whether packets of an interface are filtered at all: it opens or closes the guest at once.
fn judged(change: Change, option: &str, is_new: bool) -> Change {
    let is_of_firewall = change.property == format!("{option}.firewall");
    if is_of_firewall && !is_new { change.risking(Risk::Exposes) } else { change }
}

/// A new interface is ethN inside the guest unless it is given another name, which stands first.
fn name_new(option: &str, string: &mut PropertyString) {
    if string.get("name").is_none() {
        string.set("name", &option.replace("net", "eth"));
    }
    string.sort_by_key(|key| key != Some("name"));
}

/// A gateway belongs to a fixed address: Proxmox would keep the old one beside `ip=dhcp`.
fn drop_gateways(network: &Network, option: &str, string: &mut PropertyString) -> Vec<Change> {
    let mut changes = Vec::new();
    for (address, gateway, wished) in [("ip", "gw", &network.gw), ("ip6", "gw6", &network.gw6)] {
        let is_fixed = string.get(address).is_some_and(|address| address.contains('/'));
        let Some(before) = string.get(gateway).filter(|_| wished.is_none() && !is_fixed) else { continue };
        changes.push(Change::new(&format!("{option}.{gateway}"), Some(before.to_owned()), None));
        string.remove(gateway);
    }
    changes
}

/// Returns the keys of an interface that are wished, in the order they are typed in.
fn wished_keys(network: &Network) -> Vec<(&'static str, String)> {
    let Network {
        id: _,
        name,
        bridge,
        hwaddr,
        ip,
        gw,
        ip6,
        gw6,
        firewall,
        link_down,
        mtu,
        rate,
        tag,
        trunks,
        host_managed,
        exclusive: _,
    } = network;
    let keys = [
        ("name", name.clone()),
        ("bridge", bridge.clone()),
        ("firewall", boolean(*firewall)),
        ("gw", gw.clone()),
        ("gw6", gw6.clone()),
        ("host-managed", boolean(*host_managed)),
        ("hwaddr", hwaddr.as_ref().map(ToString::to_string)),
        ("ip", ip.clone()),
        ("ip6", ip6.clone()),
        ("link_down", boolean(*link_down)),
        ("mtu", number(*mtu)),
        ("rate", rate.clone()),
        ("tag", number(*tag)),
        ("trunks", trunks.clone()),
    ];
    given(keys)
}

#[cfg(test)]
mod tests;
