//! The table of a container's settings: how a wish and the file are compared, and what is typed when they differ.
//!
//! Defaults and spellings are those of pve-container 6.1.10. Absent is unmanaged, empty is deleted, and a setting that
//! equals its default is never typed.

use std::collections::BTreeSet;

use super::text::Config;
use super::{Desired, Network};
use crate::names::Hostname;
use crate::plan::{Change, Effect, Refusal, Risk};
use crate::pve::property_string::{PropertyString, parse_boolean};
use crate::pve::storage::split_list;

/// A setting that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The option of `pct set`.
    pub(super) option: String,
    /// What to give it; `None` deletes it.
    pub(super) typed: Option<String>,
    /// What differs, for a person.
    pub(super) changes: Vec<Change>,
}

/// One setting.
struct Row {
    /// The option of `pct`, and the key of `ID.conf`.
    option: &'static str,
    /// When a running container feels it.
    effect: Effect,
    /// Returns whether anything is wished of it.
    is_wished: fn(&Desired) -> bool,
    /// Returns what is to be typed if wish and file differ; `None` if they are equal or nothing is wished.
    compare: fn(&Desired, Option<&str>) -> Option<Typed>,
}

/// What is to be typed for one option.
enum Typed {
    Set(String),
    Delete,
}

/// Settings in the order they are typed in. The effects are those measured on a running container: what Proxmox puts
/// into `[pve:pending]` waits for a restart, and a new host name reaches the guest only then.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { option: "hostname", effect: Effect::AtRestart, is_wished: |wish| wish.hostname.is_some(), compare: |wish, found| text(wish.hostname.as_ref().map(Hostname::as_str), found) },
    Row { option: "memory", effect: Effect::Live, is_wished: |wish| wish.memory_mb.is_some(), compare: |wish, found| number(wish.memory_mb, found, Some(512)) },
    Row { option: "swap", effect: Effect::Live, is_wished: |wish| wish.swap_mb.is_some(), compare: |wish, found| number(wish.swap_mb, found, Some(512)) },
    Row { option: "cores", effect: Effect::Live, is_wished: |wish| wish.cores.is_some(), compare: |wish, found| number(wish.cores, found, None) },
    Row { option: "nameserver", effect: Effect::AtRestart, is_wished: |wish| wish.nameserver.is_some(), compare: |wish, found| list(wish.nameserver.as_deref(), found) },
    Row { option: "searchdomain", effect: Effect::AtRestart, is_wished: |wish| wish.searchdomain.is_some(), compare: |wish, found| list(wish.searchdomain.as_deref(), found) },
    Row { option: "onboot", effect: Effect::Live, is_wished: |wish| wish.onboot.is_some(), compare: |wish, found| boolean(wish.onboot, found) },
    Row { option: "startup", effect: Effect::Live, is_wished: |wish| wish.startup.is_some(), compare: |wish, found| startup(wish.startup.as_deref(), found) },
    Row { option: "features", effect: Effect::AtRestart, is_wished: |wish| wish.features.is_some(), compare: features },
    Row { option: "tags", effect: Effect::Live, is_wished: |wish| wish.tags.is_some(), compare: |wish, found| tags(wish.tags.as_deref(), found) },
    Row { option: "description", effect: Effect::Live, is_wished: |wish| wish.description.is_some(), compare: |wish, found| description(wish.description.as_deref(), found) },
];

/// Returns every setting that differs, network interfaces included, and what is refused.
pub(super) fn compare(desired: &Desired, config: &Config) -> (Vec<Difference>, Vec<Refusal>) {
    let differing = ROWS.iter().filter_map(|row| {
        let found = config.effective(row.option);
        let typed = match (row.compare)(desired, found)? {
            Typed::Set(value) => Some(value),
            Typed::Delete => None,
        };
        let change = Change::new(row.option, found.map(str::to_owned), typed.clone()).felt(row.effect);
        Some(Difference { option: row.option.to_owned(), typed, changes: vec![change] })
    });
    let mut differences: Vec<Difference> = differing.collect();
    let mut refusals: Vec<Refusal> = desired.startup.as_deref().and_then(refuse_startup).into_iter().collect();
    for (index, network) in desired.networks.iter().flatten().enumerate() {
        let option = network_option(index, network);
        if let Some(refusal) = refuse_number(&option, index, desired) {
            refusals.push(refusal);
            continue;
        }
        match compare_network(network, &option, config.effective(&option)) {
            Ok(difference) => differences.extend(difference),
            Err(refusal) => refusals.push(*refusal),
        }
    }
    (differences, refusals)
}

/// Returns the options that are wished, by the names that `ID.conf` has for them.
pub(super) fn wished_options(desired: &Desired) -> BTreeSet<String> {
    let settings = ROWS.iter().filter(|row| (row.is_wished)(desired)).map(|row| row.option.to_owned());
    let networks = desired.networks.iter().flatten().enumerate();
    settings.chain(networks.map(|(index, network)| network_option(index, network))).collect()
}

/// An interface without a number of its own has that of its place in the list.
fn network_option(index: usize, network: &Network) -> String {
    let number = network.id.map_or(index, usize::from);
    format!("net{number}")
}

fn text(wished: Option<&str>, found: Option<&str>) -> Option<Typed> {
    let wished = wished?;
    (found != Some(wished)).then(|| Typed::Set(wished.to_owned()))
}

fn number(wished: Option<u64>, found: Option<&str>, default: Option<u64>) -> Option<Typed> {
    let wished = wished?;
    let present = found.map_or(default, |text| text.parse().ok());
    (present != Some(wished)).then(|| Typed::Set(wished.to_string()))
}

fn boolean(wished: Option<bool>, found: Option<&str>) -> Option<Typed> {
    let wished = wished?;
    let present = found.is_some_and(|text| parse_boolean(text).unwrap_or(false));
    (present != wished).then(|| Typed::Set(i32::from(wished).to_string()))
}

/// Lists in order, joined by single blanks.
fn list(wished: Option<&[String]>, found: Option<&str>) -> Option<Typed> {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split([',', ';', ' ', '\t', '\n']);
        parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let wished: Vec<String> = wished?.iter().flat_map(|entry| words(entry)).collect();
    let present = words(found.unwrap_or(""));
    (present != wished).then(|| set_or_delete(wished.join(" ")))
}

/// An option is never set to an empty text: Proxmox would store a blank. It is deleted.
fn set_or_delete(value: String) -> Typed {
    if value.is_empty() { Typed::Delete } else { Typed::Set(value) }
}

/// `[order=]N`, `up=N`, `down=N`: only the parts that are wished are compared; the others stay.
fn startup(wished: Option<&str>, found: Option<&str>) -> Option<Typed> {
    let wished = wished?;
    if wished.trim().is_empty() {
        return found.is_some_and(|text| !text.trim().is_empty()).then_some(Typed::Delete);
    }
    let parts = |text: &str| {
        let string = PropertyString::parse(text);
        let order = string.get("order").or(string.leading()).map(str::to_owned);
        [("order", order), ("up", string.get("up").map(str::to_owned)), ("down", string.get("down").map(str::to_owned))]
    };
    let present = parts(found.unwrap_or(""));
    let is_met = |((_, wished), (_, present)): (&(_, Option<String>), &(_, Option<String>))| {
        let as_number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<u64>().ok());
        wished.is_none() || as_number(wished) == as_number(present)
    };
    let wished = parts(wished);
    if wished.iter().zip(&present).all(is_met) {
        return None;
    }
    let merged = wished.into_iter().zip(present).filter_map(|((name, wished), (_, present))| {
        let value = wished.or(present)?;
        Some(format!("{name}={value}"))
    });
    Some(Typed::Set(merged.collect::<Vec<_>>().join(",")))
}

/// Says why `pct` could not parse this, in its own words.
fn refuse_startup(wished: &str) -> Option<Refusal> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |part: &str| match part.split_once('=') {
        Some((key, value)) => ["order", "up", "down"].contains(&key) && is_number(value),
        None => is_number(part),
    };
    let is_fine = wished.split(',').filter(|part| !part.trim().is_empty()).all(is_part);
    (!is_fine).then(|| Refusal {
        property: "startup".to_owned(),
        wanted: wished.to_owned(),
        found: "not compared".to_owned(),
        why: "unable to parse startup options".to_owned(),
        remedy: "write it like order=2,up=5,down=5".to_owned(),
    })
}

/// Only the features that are wished are compared; an absent one is off.
fn features(desired: &Desired, found: Option<&str>) -> Option<Typed> {
    let mut merged = PropertyString::parse(found.unwrap_or(""));
    let mut differs = false;
    for (feature, wished) in desired.features.iter().flatten() {
        let present = merged.get(feature);
        let is_met = match parse_boolean(wished) {
            Some(wished) => present.is_some_and(|text| parse_boolean(text).unwrap_or(false)) == wished,
            None => split_list(present.unwrap_or("")) == split_list(wished),
        };
        if is_met {
            continue;
        }
        differs = true;
        match parse_boolean(wished) {
            Some(wished) => merged.set(feature, if wished { "1" } else { "0" }),
            None if wished.is_empty() => merged.remove(feature),
            None => merged.set(feature, wished),
        }
    }
    differs.then(|| set_or_delete(merged.to_string()))
}

/// A set, stored lower-cased, sorted and joined by semicolons.
fn tags(wished: Option<&[String]>, found: Option<&str>) -> Option<Typed> {
    let set = |text: &str| -> BTreeSet<String> { split_list(&text.to_ascii_lowercase()) };
    let wished: BTreeSet<String> = wished?.iter().flat_map(|tag| set(tag)).collect();
    let present = set(found.unwrap_or(""));
    let differs = wished != present;
    differs.then(|| set_or_delete(wished.into_iter().collect::<Vec<_>>().join(";")))
}

/// Proxmox gives every description a line end of its own.
fn description(wished: Option<&str>, found: Option<&str>) -> Option<Typed> {
    let wished = wished?.trim_end_matches('\n');
    (found.unwrap_or("").trim_end_matches('\n') != wished).then(|| set_or_delete(wished.to_owned()))
}

/// Proxmox has net0 to net31, each once.
fn refuse_number(option: &str, index: usize, desired: &Desired) -> Option<Refusal> {
    let networks = desired.networks.iter().flatten().enumerate();
    let is_repeated = networks.take(index).any(|(other, network)| network_option(other, network) == option);
    let is_too_high = option[3..].parse::<u8>().map_or(true, |number| number > 31);
    let why = match (is_repeated, is_too_high) {
        (true, _) => "two interfaces have this number",
        (false, true) => "Proxmox VE has net0 to net31",
        (false, false) => return None,
    };
    Some(Refusal {
        property: option.to_owned(),
        wanted: "an interface".to_owned(),
        found: "not compared".to_owned(),
        why: why.to_owned(),
        remedy: "give each interface a number of its own (id), from 0 to 31".to_owned(),
    })
}

/// How the value of an interface's key is compared.
enum Same {
    Text,
    WithoutCase,
    Boolean,
}

fn compare_network(network: &Network, option: &str, found: Option<&str>) -> Result<Option<Difference>, Box<Refusal>> {
    let mut merged = PropertyString::parse(found.unwrap_or(""));
    let is_new = found.is_none();
    if is_new {
        merged.set("name", &option.replace("net", "eth"));
    }
    let mut changes = Vec::new();
    for (key, same, wished) in wished_keys(network) {
        let Some(wished) = wished else { continue };
        let before = merged.get(key).filter(|_| !is_new).map(str::to_owned);
        let is_met = match same {
            Same::Text => before.as_deref() == Some(wished.as_str()),
            Same::WithoutCase => before.as_ref().is_some_and(|text| text.eq_ignore_ascii_case(&wished)),
            Same::Boolean => {
                before.as_deref().is_some_and(|text| parse_boolean(text).unwrap_or(false)) == (wished == "1")
            }
        };
        merged.set(key, &wished);
        if !is_met {
            // Whether packets of this interface are filtered at all: it opens or closes the guest at once.
            let risk = if key == "firewall" && !is_new { Risk::Exposes } else { Risk::Safe };
            changes.push(Change::new(&format!("{option}.{key}"), before, Some(wished)).risking(risk));
        }
    }
    // A gateway belongs to a fixed address: Proxmox would keep the old one beside `ip=dhcp`.
    for (address, gateway, wished) in [("ip", "gw", &network.gw), ("ip6", "gw6", &network.gw6)] {
        let is_fixed = merged.get(address).is_some_and(|address| address.contains('/'));
        if wished.is_none() && !is_fixed && merged.get(gateway).is_some() {
            let before = merged.get(gateway).map(str::to_owned);
            changes.push(Change::new(&format!("{option}.{gateway}"), before, None));
            merged.remove(gateway);
        }
    }
    if changes.is_empty() {
        return Ok(None);
    }
    if merged.get("bridge").is_none() {
        return Err(Box::new(Refusal {
            property: option.to_owned(),
            wanted: "an interface".to_owned(),
            found: "none".to_owned(),
            why: "Proxmox VE writes an interface without a bridge and fails afterwards".to_owned(),
            remedy: "add its bridge".to_owned(),
        }));
    }
    // Proxmox appends the type by itself.
    merged.remove("type");
    Ok(Some(Difference { option: option.to_owned(), typed: Some(merged.to_string()), changes }))
}

/// Returns the keys of an interface in the order they are typed in, and what is wished of them.
fn wished_keys(network: &Network) -> Vec<(&'static str, Same, Option<String>)> {
    let Network { id: _, name, bridge, hwaddr, ip, gw, ip6, gw6, firewall, link_down, mtu, rate, tag } = network;
    let flag = |value: &Option<bool>| value.map(|value| i32::from(value).to_string());
    let number = |value: &Option<u64>| value.map(|value| value.to_string());
    vec![
        ("name", Same::Text, name.clone()),
        ("bridge", Same::Text, bridge.clone()),
        ("firewall", Same::Boolean, flag(firewall)),
        ("gw", Same::WithoutCase, gw.clone()),
        ("gw6", Same::WithoutCase, gw6.clone()),
        ("hwaddr", Same::WithoutCase, hwaddr.as_ref().map(ToString::to_string)),
        ("ip", Same::Text, ip.clone()),
        ("ip6", Same::WithoutCase, ip6.clone()),
        ("link_down", Same::Boolean, flag(link_down)),
        ("mtu", Same::Text, number(mtu)),
        ("rate", Same::Text, rate.clone()),
        ("tag", Same::Text, number(tag)),
    ]
}

/// Returns the configuration as it will be once these differences are typed.
pub(super) fn applied(mut config: Config, differences: &[Difference]) -> Config {
    for Difference { option, typed, .. } in differences {
        match typed {
            Some(value) => drop(config.main.settings.insert(option.clone(), reprinted(option, value))),
            None => drop(config.main.settings.remove(option)),
        }
    }
    config
}

/// Returns a value as Proxmox writes it: of an interface the name first and all else by its key (pve-common 9.2).
fn reprinted(option: &str, value: &str) -> String {
    if !option.starts_with("net") {
        return value.to_owned();
    }
    let mut network = PropertyString::parse(value);
    network.sort_by_key(|key| (key != Some("name"), key.map(str::to_owned)));
    network.to_string()
}

#[cfg(test)]
mod tests {
    use super::super::text::parse;
    use super::*;

    fn desired(json: &str) -> Desired {
        let mut object: serde_json::Value = serde_json::from_str(json).unwrap();
        object["ctid"] = 101.into();
        serde_json::from_value(object).unwrap()
    }

    fn typed(json: &str, config: &str) -> Vec<String> {
        let (differences, refusals) = compare(&desired(json), &parse(config));
        assert!(refusals.is_empty(), "{refusals:?}");
        let show = |difference: Difference| match difference.typed {
            Some(value) => format!("{} {value}", difference.option),
            None => format!("delete {}", difference.option),
        };
        differences.into_iter().map(show).collect()
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_default_that_is_not_written_is_equal() {
        let wish = r#"{"memory_mb": 512, "swap_mb": 512, "onboot": false, "features": {"nesting": "0"}}"#;
        assert_eq!(typed(wish, "arch: amd64\n"), NOTHING);
        assert_eq!(typed(r#"{"memory_mb": 4096}"#, "memory: 2048\n"), ["memory 4096"]);
        assert_eq!(typed(r#"{"memory_mb": 4096}"#, "memory: 4096\n"), NOTHING);
    }

    #[test]
    fn what_proxmox_rewrites_is_equal() {
        let wish = r#"{"tags": ["Web", "alpha", "zeta"], "description": "hi", "nameserver": ["1.1.1.1,8.8.8.8"],
            "startup": "order=9,down=3", "networks": [{"hwaddr": "bc:24:11:aa:bb:cc", "ip": "10.0.0.5/24"}]}"#;
        let config = "#hi\ntags: alpha;web;zeta\nnameserver: 1.1.1.1 8.8.8.8\nstartup: down=3,order=9\n\
            net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.5/24,type=veth\n";
        assert_eq!(typed(wish, config), NOTHING);
    }

    #[test]
    fn an_empty_wish_deletes_and_never_sets_an_empty_text() {
        let wish = r#"{"tags": [], "description": "", "nameserver": [], "startup": ""}"#;
        let config = "#x\ntags: a\nnameserver: 1.1.1.1\nstartup: order=1\n";
        assert_eq!(typed(wish, config), ["delete nameserver", "delete startup", "delete tags", "delete description"]);
        assert_eq!(typed(wish, "tags: \n"), NOTHING);
    }

    #[test]
    fn parts_of_startup_and_features_that_are_not_wished_stay() {
        assert_eq!(typed(r#"{"startup": "order=2"}"#, "startup: 1,up=7\n"), ["startup order=2,up=7"]);
        assert_eq!(typed(r#"{"startup": "order=5"}"#, "startup: 5\n"), NOTHING);
        assert_eq!(
            typed(r#"{"features": {"nesting": "1"}}"#, "features: keyctl=yes\n"),
            ["features keyctl=yes,nesting=1"]
        );
        assert_eq!(typed(r#"{"features": {"nesting": "1"}}"#, "features: nesting=yes\n"), NOTHING);
        assert_eq!(typed(r#"{"features": {"mount": "cifs;nfs"}}"#, "features: mount=nfs;cifs\n"), NOTHING);
    }

    #[test]
    fn a_mac_is_kept_and_sent_again_with_any_change_of_its_interface() {
        let config = "net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.5/24,gw=10.0.0.1,type=veth\n";
        assert_eq!(
            typed(r#"{"networks": [{"ip": "10.0.0.6/24"}]}"#, config),
            ["net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.6/24,gw=10.0.0.1"]
        );
    }

    #[test]
    fn an_interface_is_foreseen_in_the_order_in_which_proxmox_writes_it() {
        let config = parse("net0: name=eth0,bridge=vmbr0,ip=dhcp,type=veth\n");
        let (differences, _) = compare(&desired(r#"{"networks": [{"firewall": false, "tag": 5}]}"#), &config);
        let after = applied(config, &differences);
        assert_eq!(after.main.settings["net0"], "name=eth0,bridge=vmbr0,firewall=0,ip=dhcp,tag=5");
    }

    #[test]
    fn dhcp_takes_the_gateway_away() {
        let config = "net0: name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.5/24,type=veth\n";
        assert_eq!(
            typed(r#"{"networks": [{"ip": "dhcp"}]}"#, config),
            ["net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=dhcp"]
        );
    }

    #[test]
    fn a_new_interface_is_named_after_its_number_and_needs_a_bridge() {
        let wish = r#"{"networks": [{"bridge": "vmbr0"}, {"bridge": "vmbr1", "ip": "dhcp"}]}"#;
        assert_eq!(typed(wish, ""), ["net0 name=eth0,bridge=vmbr0", "net1 name=eth1,bridge=vmbr1,ip=dhcp"]);
        let (_, refusals) = compare(&desired(r#"{"networks": [{"ip": "dhcp"}]}"#), &parse(""));
        assert_eq!(refusals.len(), 1);
    }

    #[test]
    fn a_pending_value_that_is_wished_is_not_sent_again() {
        let config = "features: nesting=0\n\n[pve:pending]\nfeatures: nesting=1\n";
        assert_eq!(typed(r#"{"features": {"nesting": "1"}}"#, config), NOTHING);
        assert_eq!(typed(r#"{"features": {"nesting": "0"}}"#, config), ["features nesting=0"]);
    }
}
