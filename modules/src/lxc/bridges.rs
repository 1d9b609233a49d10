//! Bridges that interfaces hang on. A container whose interface names one that the host has not cannot be started, and one that
//! runs cannot be given it ("bridge 'vmbr7' does not exist", recorded with pve-container 6.1).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Result;

use super::Desired;
use super::networks;
use super::settings::not_taken;
use crate::host::Probe;
use crate::plan::{Note, NoteKind, Refusal};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;

/// Bridges by the interface that names them, `net0`.
pub(super) type Named = BTreeMap<String, String>;

/// Returns the bridges that a container will have, of those that matter: all if it is to be started, else those that are
/// wished. `config` is what it has, or its source.
pub(super) fn named(desired: &Desired, config: &Config, is_to_be_started: bool) -> Named {
    let bridge = |text: &str| PropertyString::parse(text).get("bridge").map(str::to_owned);
    let present = config.series("net").into_iter().filter(|_| is_to_be_started);
    let mut named: Named = present.filter_map(|(number, text)| Some((format!("net{number}"), bridge(text)?))).collect();
    let wished = desired.networks.iter().flatten().zip(networks::options(desired));
    named.extend(wished.filter_map(|(network, option)| Some((option, network.bridge.clone()?))));
    named.extend(desired.expecting.iter().flat_map(|expecting| expecting.bridges.clone()));
    named
}

/// Returns those of these that the host has not. Proxmox reads the bridge's MTU and says that it does not exist if there is
/// none (pve-common 9.2); a vnet of a software-defined network is a bridge of that name too, once it is applied.
pub(super) fn missing(named: Named, host: &dyn Probe) -> Result<Named> {
    let mut missing = Named::new();
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    for (option, bridge) in named {
        let is_there = match known.get(&bridge) {
            Some(is_there) => *is_there,
            // What is no name is refused as a value.
            None if bridge.is_empty() || bridge.contains('/') => true,
            None => host.read(&PathBuf::from(format!("/sys/class/net/{bridge}/mtu")))?.is_some(),
        };
        known.insert(bridge.clone(), is_there);
        if !is_there {
            missing.insert(option, bridge);
        }
    }
    Ok(missing)
}

fn why(bridge: &str) -> String {
    format!("bridge '{bridge}' does not exist")
}

fn remedy() -> String {
    "make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; \
     `ls /sys/class/net` lists those"
        .to_owned()
}

/// Takes out of the wish what `pct` would refuse: `pct set` such a bridge, with all else of the same call if the container runs, and
/// after it is written if not; `pct create` only one with an MTU, which is held against the bridge's.
pub(super) fn take(wish: &mut Desired, config: &Config, missing: &Named, is_set: bool) -> Vec<Refusal> {
    let options = networks::options(wish);
    let (mut refusals, mut kept) = (Vec::new(), Vec::new());
    for (mut network, option) in wish.networks.iter().flatten().cloned().zip(options) {
        let standing = PropertyString::parse(config.standing(&option).unwrap_or(""));
        let bridge = network.bridge.clone().unwrap_or_default();
        let is_new_there = standing.get("bridge") != Some(&bridge);
        let is_looked_at = is_set || network.mtu.is_some() || standing.get("mtu").is_some();
        if is_new_there && is_looked_at && missing.get(&option) == Some(&bridge) {
            refusals.push(not_taken(&format!("{option}.bridge"), &bridge, why(&bridge), remedy()));
            continue;
        }
        // Its number does not depend on what else is taken out.
        network.id = option.trim_start_matches("net").parse().ok();
        kept.push(network);
    }
    wish.networks = wish.networks.as_ref().map(|_| kept);
    refusals
}

/// Returns why a container with these could not be started, and what to do.
pub(super) fn why_not_started(missing: &Named) -> Option<(String, String)> {
    let (option, bridge) = missing.first_key_value()?;
    Some((format!("it cannot be started as it is wished: {} ({option})", why(bridge)), remedy()))
}

/// Warns of bridges that nothing is refused for: the next start will be.
pub(super) fn note(missing: &Named, refused: &[Refusal]) -> Option<Note> {
    let is_told = |option: &str| refused.iter().any(|refusal| refusal.property == format!("{option}.bridge"));
    let left: BTreeSet<String> = missing
        .iter()
        .filter(|(option, _)| !is_told(option))
        .map(|(option, bridge)| format!("{} ({option})", why(bridge)))
        .collect();
    let list = left.into_iter().collect::<Vec<_>>().join(", ");
    (!list.is_empty()).then(|| Note::new(NoteKind::Warning, format!("{list}: it cannot be started so; {}", remedy())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config::parse;

    #[test]
    fn an_interface_on_a_missing_bridge_is_taken_out_where_pct_would_refuse_all_of_the_call() {
        let left = |config: &str, networks: &str, is_set| {
            let json = format!(r#"{{"ctid": 101, "networks": [{{"bridge": "vmbr0"}}, {networks}]}}"#);
            let mut wish: Desired = serde_json::from_str(&json).unwrap();
            let missing = Named::from([("net1".to_owned(), "vmbr9".to_owned())]);
            let refusals = take(&mut wish, &parse(config), &missing, is_set);
            let left: Vec<Option<u8>> = wish.networks.unwrap().iter().map(|network| network.id).collect();
            (
                left,
                refusals
                    .into_iter()
                    .map(|refusal| format!("{}: {}", refusal.property, refusal.why))
                    .collect::<Vec<_>>(),
            )
        };
        let refused = vec!["net1.bridge: bridge 'vmbr9' does not exist".to_owned()];
        let there = "net1: name=eth1,bridge=vmbr9\n";
        assert_eq!(left("", r#"{"bridge": "vmbr9"}"#, true), (vec![Some(0)], refused.clone()));
        assert_eq!(left("", r#"{"bridge": "vmbr9", "mtu": 1500}"#, false), (vec![Some(0)], refused.clone()));
        assert_eq!(left("net1: name=a,bridge=vmbr0,mtu=9000\n", r#"{"bridge": "vmbr9"}"#, false).1, refused);
        // A stopped container takes it; what hangs on it already is left there.
        assert_eq!(left("", r#"{"bridge": "vmbr9"}"#, false), (vec![Some(0), Some(1)], vec![]));
        assert_eq!(left(there, r#"{"bridge": "vmbr9", "ip": "dhcp"}"#, true), (vec![Some(0), Some(1)], vec![]));
        assert_eq!(left("", r#"{"bridge": "vmbr8"}"#, true), (vec![Some(0), Some(1)], vec![]));
    }
}
