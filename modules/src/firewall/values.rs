//! A firewall file as values: what Proxmox's lenient reader understands of it, whatever the scope.

use std::collections::BTreeMap;

/// What a `.fw` file says. `host.fw` and `ID.fw` have no groups, `host.fw` neither aliases nor sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FirewallFile {
    /// Options, keys in lower case, values as Proxmox reads them; the last of two equal keys wins.
    pub(crate) options: BTreeMap<String, String>,
    /// Aliases by their name in lower case.
    pub(crate) aliases: BTreeMap<String, Alias>,
    /// Sets of addresses by their name in lower case.
    pub(crate) ipsets: BTreeMap<String, IpSet>,
    /// The rules in order.
    pub(crate) rules: Vec<Rule>,
    /// Security groups by their name in lower case.
    pub(crate) groups: BTreeMap<String, Group>,
}

/// A name for an address or a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alias {
    /// The name as it is written.
    pub(crate) name: String,
    /// An address or a network in CIDR notation; `/32` and `/128` are left out.
    pub(crate) cidr: String,
    pub(crate) comment: Option<String>,
}

/// A set of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct IpSet {
    pub(crate) comment: Option<String>,
    pub(crate) entries: Vec<IpSetEntry>,
}

/// One member of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IpSetEntry {
    /// `!10.0.0.8`: what is named is not in the set, although a network of it is.
    pub(crate) is_excluded: bool,
    /// An address, a network, or the name of an alias (`name`, `dc/name`, `guest/name`).
    pub(crate) cidr: String,
    pub(crate) comment: Option<String>,
    /// Whether it names an alias that the file defines below it only, so that to Proxmox it is in error.
    pub(crate) names_what_is_below: bool,
}

/// A security group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) comment: Option<String>,
    pub(crate) rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Whether it counts; a line that begins with `|` does not.
    pub(crate) is_enabled: bool,
    /// What it is about.
    pub(crate) verb: Verb,
    /// `-i`: an interface of the host, `netN` of a guest.
    pub(crate) iface: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) dest: Option<String>,
    /// `-p`.
    pub(crate) proto: Option<String>,
    pub(crate) dport: Option<String>,
    pub(crate) sport: Option<String>,
    pub(crate) log: Option<String>,
    pub(crate) icmp_type: Option<String>,
    pub(crate) comment: Option<String>,
    /// Whether it names an alias or a set that the file defines below it only: Proxmox looks for it while it reads, from the
    /// top, so to it the rule is in error.
    pub(crate) names_what_is_below: bool,
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verb {
    /// `IN ACCEPT`, `OUT SSH(DROP)`.
    Packet {
        direction: Direction,
        /// `ACCEPT`, `DROP`, `REJECT` as it is written: Proxmox does not apply one in another spelling.
        action: String,
        /// The name of a macro, as it is written.
        macro_name: Option<String>,
    },
    /// `GROUP name`: the rules of a security group stand here.
    Group(String),
}

/// The direction of a packet, as the host or the guest sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Direction {
    In,
    Out,
    /// Of guests' traffic through the host; only nftables applies it.
    Forward,
}
