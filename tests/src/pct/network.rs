//! Network interfaces of containers: how `netN` is printed anew, and what is checked of bridges.

use super::conf::Conf;
use super::settings::{NET, is_one_of};
use crate::perl::property::{self, Properties};
use crate::world::World;

/// Parses `netN`.
pub(super) fn parse(value: &str) -> Result<Properties, String> {
    property::parse(&NET, "", value)
}

/// Prints `netN` anew: sorted, of type veth, with a MAC address of its own if it came without.
pub(super) fn reprint(world: &mut World, value: &str) -> Result<String, String> {
    let mut net = parse(value)?;
    net.insert("type".to_owned(), "veth".to_owned());
    if !net.contains_key("hwaddr") {
        net.insert("hwaddr".to_owned(), world.random_mac());
    }
    Ok(property::print(&NET, &net))
}

/// Returns `netN` with a new MAC address, as a clone gets it.
pub(super) fn with_new_mac(world: &mut World, value: &str) -> Result<String, String> {
    let mut net = parse(value)?;
    net.insert("hwaddr".to_owned(), world.random_mac());
    Ok(property::print(&NET, &net))
}

/// Checks that a bridge exists.
pub(super) fn check_bridge(world: &World, net: &Properties) -> Result<(), String> {
    let bridge = net.get("bridge").map_or("", String::as_str);
    if world.has_bridge(bridge) { Ok(()) } else { Err(format!("bridge '{bridge}' does not exist\n")) }
}

/// Checks an MTU against that of the bridge, which is 1500 here.
pub(super) fn check_mtu(world: &World, name: &str, value: &str) -> Result<(), String> {
    let net = parse(value)?;
    let Some(mtu) = net.get("mtu") else { return Ok(()) };
    check_bridge(world, &net)?;
    if mtu.parse::<u32>().is_ok_and(|mtu| mtu > 1500) {
        return Err(format!("{name}: MTU size '{mtu}' is bigger than bridge MTU '1500'\n"));
    }
    Ok(())
}

/// Checks of every interface that its bridge exists, and that it is not wider than that.
pub(super) fn check_all(world: &World, conf: &Conf) -> Result<(), String> {
    let mut nets = conf.current.values.iter().filter(|(name, _)| is_one_of(name, "net"));
    nets.try_for_each(|(name, value)| {
        check_bridge(world, &parse(value)?)?;
        check_mtu(world, name, value)
    })
}
