//! Proxmox's compiler once more, as plainly as it can be told: files become lines as `iptables-restore` takes them, and a packet
//! walks through those lines. It shares nothing with what it is held against but the files' text.
//!
//! `generic_fw_config_parser`, `parse_fw_rule`, `verify_rule`, `generate_group_rules`, `ipt_rule_to_cmds`,
//! `enable_host_firewall` and `generate_ipset_chains` of `PVE/Firewall.pm` (pve-firewall 6.0). Left out: log, counters, OUT.

use std::collections::HashMap;
use std::net::IpAddr;

type Fields = HashMap<&'static str, String>;

/// A file as Proxmox has it after reading.
#[derive(Default, Clone)]
pub(super) struct Conf {
    options: HashMap<String, String>,
    aliases: HashMap<String, String>,
    sets: HashMap<String, Vec<(String, bool)>>,
    groups: HashMap<String, Vec<Parsed>>,
    rules: Vec<Parsed>,
}

#[derive(Clone)]
struct Parsed {
    is_on: bool,
    kind: String,
    action: String,
    macro_name: Option<String>,
    fields: Fields,
    has_errors: bool,
    version: Option<u8>,
}

const PARAMETERS: [(&str, &str); 12] = [
    ("-i", "iface"),
    ("-p", "proto"),
    ("-proto", "proto"),
    ("--proto", "proto"),
    ("-source", "source"),
    ("--source", "source"),
    ("-dest", "dest"),
    ("--dest", "dest"),
    ("-dport", "dport"),
    ("--dport", "dport"),
    ("-sport", "sport"),
    ("-log", "log"),
];

/// What the macros of the law's files stand for.
const MACROS: [(&str, &[(&str, &str)]); 5] = [
    ("ssh", &[("tcp", "22")]),
    ("web", &[("tcp", "80"), ("tcp", "443")]),
    ("pmg", &[("tcp", "8006")]),
    ("dns", &[("udp", "53"), ("tcp", "53")]),
    ("ping", &[("icmp", "echo-request")]),
];

/// Reads a file; `cluster` is the cluster's for a host's, and nothing for the cluster's own, which is looked into as far as it is
/// read.
pub(super) fn read(text: &str, cluster: Option<&Conf>) -> Conf {
    let mut conf = Conf::default();
    let (mut section, mut name) = (String::new(), String::new());
    for line in text.split('\n').map(|line| line.trim_matches([' ', '\t'])) {
        if line.starts_with('#') || line.trim_ascii().is_empty() {
            continue;
        }
        let lower = line.to_ascii_lowercase();
        if ["[options]", "[rules]"].contains(&lower.as_str()) || (cluster.is_none() && lower == "[aliases]") {
            section = lower;
            continue;
        }
        if cluster.is_none()
            && let Some((kind, rest)) = lower.trim_start_matches('[').split_once(' ')
            && lower.starts_with('[')
            && let Some(found) = rest.strip_suffix(']')
        {
            (section, name) = (format!("[{kind}]"), found.to_owned());
            match kind {
                "ipset" => drop(conf.sets.insert(name.clone(), Vec::new())),
                "group" => drop(conf.groups.insert(name.clone(), Vec::new())),
                _ => {}
            }
            continue;
        }
        match section.as_str() {
            "[options]" => {
                let Some((key, value)) = line.split_once(':') else { continue };
                let (key, value) = (key.to_ascii_lowercase(), value.trim_ascii().to_ascii_uppercase());
                let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                let is_policy = ["ACCEPT", "DROP", "REJECT"].contains(&value.as_str());
                if (key == "enable" && is_number) || (cluster.is_none() && key == "policy_in" && is_policy) {
                    conf.options.insert(key, value);
                }
            }
            "[aliases]" => {
                let words: Vec<&str> = line.split(' ').collect();
                if let [alias, cidr] = words[..] {
                    conf.aliases.insert(alias.to_ascii_lowercase(), cidr.to_owned());
                }
            }
            "[ipset]" => {
                let (cidr, is_out) = line.strip_prefix('!').map_or((line, false), |cidr| (cidr, true));
                let is_twice = conf.sets[&name].iter().any(|(known, _)| known == cidr);
                let alias = cidr.trim_start_matches("dc/").to_ascii_lowercase();
                let is_known = conf.aliases.contains_key(&alias) || network(cidr).is_some();
                if is_known && !is_twice && !cidr.ends_with("/0") {
                    conf.sets.get_mut(&name).unwrap().push((cidr.to_owned(), is_out));
                }
            }
            "[rules]" => {
                let rule = rule(line, cluster.unwrap_or(&conf), false);
                conf.rules.extend(rule);
            }
            "[group]" => {
                let rule = rule(line, &conf, true);
                conf.groups.get_mut(&name).unwrap().extend(rule);
            }
            _ => {}
        }
    }
    conf
}

fn rule(line: &str, cluster: &Conf, is_in_group: bool) -> Option<Parsed> {
    let line = line.split('#').next()?;
    let (is_on, line) = line.strip_prefix('|').map_or((true, line), |rest| (false, rest));
    let mut words = line.trim_ascii_end().split(' ');
    let (kind, mut action) =
        (words.next()?.to_ascii_lowercase(), words.next().filter(|word| !word.is_empty())?.to_owned());
    let mut macro_name = None;
    for verdict in ["ACCEPT", "DROP", "REJECT"] {
        if let Some(name) = action.strip_suffix(&format!("({verdict})")) {
            macro_name = Some(name.to_ascii_lowercase());
            action = verdict.to_owned();
            break;
        }
    }
    let mut fields = Fields::new();
    while let Some(word) = words.next() {
        let (_, field) = PARAMETERS.iter().find(|(parameter, _)| *parameter == word)?;
        if kind == "group" && *field != "iface" {
            return None;
        }
        fields.insert(field, words.next().filter(|value| !value.is_empty())?.to_owned());
    }
    let mut rule = Parsed { is_on, kind, action, macro_name, fields, has_errors: false, version: None };
    rule.has_errors = verify(&mut rule, cluster, is_in_group).is_none();
    Some(rule)
}

/// A field as `if ($rule->{field})` sees it.
fn truth<'a>(fields: &'a Fields, field: &str) -> Option<&'a str> {
    fields.get(field).map(String::as_str).filter(|value| *value != "0")
}

/// `None` is an error.
fn verify(rule: &mut Parsed, cluster: &Conf, is_in_group: bool) -> Option<()> {
    let is_group = rule.kind == "group";
    let is_known_action = ["ACCEPT", "DROP", "REJECT"].contains(&rule.action.as_str());
    let is_allowed =
        if is_group { !is_in_group } else { is_known_action && ["in", "out"].contains(&rule.kind.as_str()) };
    if !is_allowed || (is_in_group && truth(&rule.fields, "iface").is_some()) {
        return None;
    }
    let proto = truth(&rule.fields, "proto").map(str::to_owned);
    if proto.as_deref().is_some_and(|proto| !["tcp", "udp", "icmp", "gre", "6"].contains(&proto)) {
        return None;
    }
    rule.version = (proto.as_deref() == Some("icmp")).then_some(4);
    for field in ["dport", "sport"] {
        let Some(list) = truth(&rule.fields, field) else { continue };
        if !["tcp", "udp", "6"].contains(&proto.as_deref()?) || !list.split(',').all(is_port) {
            return None;
        }
    }
    for field in ["source", "dest"] {
        let Some(text) = truth(&rule.fields, field) else { continue };
        let version = if let Some(set) = text.strip_prefix('+') {
            let set = set.trim_start_matches("dc/").trim_start_matches("guest/");
            cluster.sets.get(set)?;
            None
        } else if text
            .trim_start_matches("dc/")
            .trim_start_matches("guest/")
            .starts_with(|c: char| c.is_ascii_alphabetic())
            && !text.contains(':')
        {
            let name = text.trim_start_matches("dc/").trim_start_matches("guest/").to_ascii_lowercase();
            let cidr = cluster.aliases.get(&name)?;
            (!text.starts_with("guest/")).then_some(version(cidr))
        } else {
            literal(text)?
        };
        if let Some(version) = version {
            if rule.version.is_some_and(|known| known != version) {
                return None;
            }
            rule.version = Some(version);
        }
    }
    if let Some(name) = &rule.macro_name {
        let (_, packets) = MACROS.iter().find(|(known, _)| known == name)?;
        for (proto, dport) in *packets {
            let is_other = |field: &str, own: &str| rule.fields.get(field).is_some_and(|given| given != own);
            if is_other("proto", proto) || is_other("dport", dport) {
                return None;
            }
        }
    }
    Some(())
}

fn is_port(item: &str) -> bool {
    let number = |text: &str| text.parse::<u16>().ok();
    match item.split_once(':') {
        Some((from, to)) => number(from).zip(number(to)).is_some_and(|(from, to)| from <= to),
        None => number(item).is_some() || ["ssh", "http", "https"].contains(&item),
    }
}

fn version(cidr: &str) -> u8 {
    if cidr.contains(':') { 6 } else { 4 }
}

/// The version of a list or of one range; `None` is an error.
fn literal(text: &str) -> Option<Option<u8>> {
    if let Some((from, to)) = text.split_once('-') {
        return (network(from)?.0 <= network(to)?.0 && !text.contains(',')).then_some(Some(version(text)));
    }
    let first = version(text.split(',').next()?);
    for item in text.split(',') {
        let (bits, length) = network(item)?;
        let is_exact = bits == masked(bits, length);
        if !is_exact || version(item) != first {
            return None;
        }
    }
    Some(Some(first))
}

/// An address as 128 bits, those of IPv4 in front, and the length of its network.
fn network(text: &str) -> Option<(u128, u32)> {
    let (address, length) = text.split_once('/').unwrap_or((text, "128"));
    let bits = match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
        IpAddr::V6(address) => u128::from(address),
    };
    Some((bits, length.parse().ok().filter(|length| *length <= 128)?))
}

fn masked(bits: u128, length: u32) -> u128 {
    if length == 0 { 0 } else { bits >> (128 - length) << (128 - length) }
}

fn is_within(address: IpAddr, cidr: &str) -> bool {
    let (own, _) = network(&address.to_string()).unwrap();
    let (bits, length) = network(cidr).unwrap();
    version(cidr) == version(&address.to_string()) && masked(own, length) == masked(bits, length)
}

/// What `iptables-restore` and `ipset restore` get.
#[derive(Default)]
pub(super) struct Tables {
    chains: HashMap<String, Vec<String>>,
    sets: HashMap<String, Vec<(String, bool)>>,
}

/// Compiles the rules of the host for one version of IP.
pub(super) fn compile(cluster: &Conf, host: &Conf, local: &str, version: u8) -> Tables {
    let mut tables = Tables::default();
    let is_on = |conf: &Conf, default: &str| conf.options.get("enable").map_or(default, |value| value).parse() != Ok(0);
    if !is_on(cluster, "0") || !is_on(host, "1") {
        return tables;
    }
    // The management network is put in after the rules were read.
    let mut cluster = cluster.clone();
    let local = cluster.aliases.get("local_network").cloned().unwrap_or(local.to_owned());
    cluster.sets.entry("management".to_owned()).or_default().push((local, false));
    for (name, entries) in &cluster.sets {
        let mut nets: Vec<(String, bool)> = Vec::new();
        for (cidr, is_out) in entries {
            let alias = cluster.aliases.get(&cidr.trim_start_matches("dc/").to_ascii_lowercase());
            let cidr = alias.unwrap_or(cidr).clone();
            nets.retain(|(known, _)| *known != cidr);
            nets.push((cidr, *is_out));
        }
        tables.sets.insert(name.clone(), nets);
    }
    let chain = "PVEFW-HOST-IN";
    if cluster.sets.contains_key("blacklist") {
        tables.add(chain, "-m set --match-set blacklist src", "-j DROP");
    }
    for rule in host.rules.iter().chain(&cluster.rules) {
        if !rule.is_on || rule.has_errors || rule.version.is_some_and(|own| own != version) {
            continue;
        }
        let iface = truth(&rule.fields, "iface").map_or(String::new(), |iface| format!("-i {iface}"));
        if rule.kind == "group" {
            if tables.group(&cluster, &rule.action, version).is_some() {
                tables.add(chain, &iface, &format!("-j GROUP-{}", rule.action));
                tables.add(chain, "-m mark --mark accept", "-j RETURN");
            }
        } else if rule.kind == "in"
            && let Some(matches) = made(rule, &cluster)
        {
            let target = if rule.action == "ACCEPT" { "-j RETURN" } else { "-j DROP" };
            for one in matches {
                tables.add(chain, &format!("{iface} {one}"), target);
            }
        }
    }
    for ports in ["8006", "5900:5999", "3128", "22", "60000:60050"] {
        tables.add(chain, &format!("-m set --match-set management src -p tcp --dport {ports}"), "-j RETURN");
    }
    let policy = cluster.options.get("policy_in").map_or("DROP", |policy| policy);
    tables.add(chain, "", if policy == "ACCEPT" { "-j RETURN" } else { "-j DROP" });
    tables
}

/// The matches of a rule, one for each packet of its macro; `None` if it cannot be made.
fn made(rule: &Parsed, cluster: &Conf) -> Option<Vec<String>> {
    let mut all = Vec::new();
    let packets = rule.macro_name.as_ref().map(|name| MACROS.iter().find(|(known, _)| known == name).unwrap().1);
    let own = [("", "")];
    for (proto, dport) in packets.unwrap_or(&own) {
        let mut words = Vec::new();
        for (field, letter, end) in [("source", "s", "src"), ("dest", "d", "dst")] {
            let Some(text) = truth(&rule.fields, field) else { continue };
            words.push(if let Some(set) = text.strip_prefix('+') {
                let set = set.trim_start_matches("dc/");
                cluster.sets.get(set)?;
                format!("-m set --match-set {set} {end}")
            } else if let Some(cidr) = cluster.aliases.get(&text.trim_start_matches("dc/").to_ascii_lowercase()) {
                format!("-{letter} {cidr}")
            } else if text.starts_with("guest/") {
                return None;
            } else if text.contains('-') {
                format!("-m iprange --{end}-range {text}")
            } else {
                format!("-{letter} {text}")
            });
        }
        let proto = if proto.is_empty() { truth(&rule.fields, "proto") } else { Some(*proto) };
        let dport = if dport.is_empty() { truth(&rule.fields, "dport") } else { Some(*dport) };
        words.extend(proto.map(|proto| format!("-p {proto}")));
        words.extend(truth(&rule.fields, "sport").map(|list| format!("--sport {list}")));
        words.extend(dport.map(|list| format!("--dport {list}")));
        all.push(words.join(" "));
    }
    Some(all)
}

impl Tables {
    fn add(&mut self, chain: &str, matches: &str, target: &str) {
        let line = format!("{matches} {target}").split_whitespace().collect::<Vec<_>>().join(" ");
        self.chains.entry(chain.to_owned()).or_default().push(line);
    }

    /// Makes the chain of a group unless it stands; `None` if a rule of it cannot be made, which leaves it as far as that.
    fn group(&mut self, cluster: &Conf, name: &str, version: u8) -> Option<()> {
        let chain = format!("GROUP-{name}");
        if self.chains.contains_key(&chain) {
            return Some(());
        }
        self.add(&chain, "", "-j CLEAR");
        let rules = cluster.groups.get(name).cloned().unwrap_or_default();
        // The chain for what goes out is made at the same time, and what fails there fails the group.
        for kind in ["in", "out"] {
            for rule in rules.iter().filter(|rule| rule.kind == kind && rule.is_on && !rule.has_errors) {
                if rule.version.is_some_and(|own| own != version) {
                    continue;
                }
                let target = if rule.action == "ACCEPT" { "-g MARK" } else { "-j DROP" };
                for one in made(rule, cluster)? {
                    if kind == "in" {
                        self.add(&chain, &one, target);
                    }
                }
            }
        }
        Some(())
    }

    /// Returns whether a new TCP connection gets through.
    pub(super) fn lets(&self, source: IpAddr, dest: IpAddr, port: u16, interface: &str) -> bool {
        let mut has_mark = false;
        let packet = (source, dest, port, interface);
        self.walk("PVEFW-HOST-IN", packet, &mut has_mark).unwrap_or(true)
    }

    fn walk(&self, chain: &str, packet: (IpAddr, IpAddr, u16, &str), has_mark: &mut bool) -> Option<bool> {
        for line in self.chains.get(chain).into_iter().flatten() {
            let words: Vec<&str> = line.split(' ').collect();
            if !self.matches(&words, packet, *has_mark) {
                continue;
            }
            match (words[words.len() - 2], words[words.len() - 1]) {
                ("-g", "MARK") => {
                    *has_mark = true;
                    return None;
                }
                (_, "CLEAR") => *has_mark = false,
                (_, "RETURN") => return Some(true),
                (_, "DROP") => return Some(false),
                (_, group) => {
                    if let Some(verdict) = self.walk(group, packet, has_mark) {
                        return Some(verdict);
                    }
                }
            }
        }
        None
    }

    fn matches(
        &self,
        words: &[&str],
        (source, dest, port, interface): (IpAddr, IpAddr, u16, &str),
        has_mark: bool,
    ) -> bool {
        words.windows(2).all(|pair| {
            let of = |address: IpAddr, list: &str| list.split(',').any(|cidr| is_within(address, cidr));
            let value = pair[1];
            match pair[0] {
                "-i" => value == interface,
                "-s" => of(source, value),
                "-d" => of(dest, value),
                "-p" => ["tcp", "6"].contains(&value),
                "--dport" => value.split(',').any(|item| is_port_of(item, port)),
                "--mark" => has_mark,
                "--src-range" => is_between(source, value),
                "--dst-range" => is_between(dest, value),
                "--match-set" => {
                    let end = words[words.iter().position(|word| *word == value).unwrap() + 1];
                    self.has(value, if end == "src" { source } else { dest })
                }
                _ => true,
            }
        })
    }

    fn has(&self, set: &str, address: IpAddr) -> bool {
        for length in (0..=128).rev() {
            for (cidr, is_out) in &self.sets[set] {
                if network(cidr).unwrap().1 == length && is_within(address, cidr) {
                    return !is_out;
                }
            }
        }
        false
    }
}

fn is_port_of(item: &str, port: u16) -> bool {
    let number = |text: &str| match text {
        "ssh" => 22,
        "http" => 80,
        "https" => 443,
        digits => digits.parse().unwrap(),
    };
    let (from, to) = item.split_once(':').unwrap_or((item, item));
    (number(from)..=number(to)).contains(&port)
}

fn is_between(address: IpAddr, range: &str) -> bool {
    let (from, to) = range.split_once('-').unwrap();
    let (from, to): (IpAddr, IpAddr) = (from.parse().unwrap(), to.parse().unwrap());
    address.is_ipv4() == from.is_ipv4() && from <= address && address <= to
}
