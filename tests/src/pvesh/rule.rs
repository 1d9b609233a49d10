//! A rule of a firewall file: read from its line, checked, shown, written.
//! As `parse_fw_rule`, `verify_rule` and the writer of pve-firewall 6.0 do it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::file::{Alias, File};
use super::{names, spec};

/// The options of a rule in the order in which they are written: name, and how it stands in a file.
const WRITTEN: &[(&str, &str)] = &[
    ("source", "-source"),
    ("dest", "-dest"),
    ("proto", "-p"),
    ("dport", "-dport"),
    ("sport", "-sport"),
    ("log", "-log"),
    ("icmp-type", "-icmp-type"),
];

/// How options may be spelled in a file.
const READ: &[(&str, &[&str])] = &[
    ("iface", &["-i"]),
    ("proto", &["-p", "-proto", "--proto"]),
    ("dport", &["-dport", "--dport"]),
    ("sport", &["-sport", "--sport"]),
    ("source", &["-source", "--source"]),
    ("dest", &["-dest", "--dest"]),
    ("log", &["-log", "--log"]),
    ("icmp-type", &["-icmp-type", "--icmp-type"]),
];

pub(super) const LEVELS: &[&str] = &["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"];
const ACTIONS: &[&str] = &["ACCEPT", "DROP", "REJECT"];
const WITH_PORTS: &[&str] = &["tcp", "6", "udp", "17", "udplite", "136", "dccp", "33", "sctp", "132"];

/// Where a rule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Environment {
    Cluster,
    Host,
    Group,
    Container,
    Machine,
}

impl Environment {
    fn name(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Host => "host",
            Self::Group => "group",
            Self::Container => "ct",
            Self::Machine => "vm",
        }
    }

    fn types(self) -> &'static [&'static str] {
        match self {
            Self::Cluster | Self::Host => &["in", "out", "forward", "group"],
            Self::Group => &["in", "out", "forward"],
            Self::Container | Self::Machine => &["in", "out", "group"],
        }
    }

    fn is_guest(self) -> bool {
        matches!(self, Self::Container | Self::Machine)
    }
}

/// The files in which the names of a rule are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) cluster: Option<&'a File>,
    pub(super) own: Option<&'a File>,
}

impl<'a> Names<'a> {
    fn has_set(self, name: &str) -> bool {
        [self.cluster, self.own].into_iter().flatten().any(|file| file.sets.contains_key(name))
    }

    /// Returns the alias that a name stands for: the guest's own before the cluster's.
    pub(super) fn alias(self, scope: &str, name: &str) -> Option<&'a Alias> {
        let own = self.own.filter(|_| scope != "dc/").and_then(|file| file.alias(name));
        own.or_else(|| self.cluster.filter(|_| scope != "guest/").and_then(|file| file.alias(name)))
    }

    fn has_alias(self, name: &str) -> bool {
        self.alias("", name).is_some()
    }
}

/// A rule: its properties by their names in the API, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) properties: BTreeMap<String, String>,
    pub(super) errors: BTreeMap<String, String>,
}

impl Rule {
    pub(super) fn get(&self, name: &str) -> &str {
        self.properties.get(name).map_or("", String::as_str)
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.properties.insert(name.to_owned(), value.into());
    }

    /// Reads a line; `Err` is what Proxmox says of a line that it passes by. What is read may still make no sense.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let mut rule = Self::default();
        let line = match line.split_once('#') {
            Some((before, comment)) => {
                rule.set("comment", comment.trim());
                before
            }
            None => line,
        };
        let (enable, line) = line.strip_prefix('|').map_or(("1", line), |rest| ("0", rest));
        rule.set("enable", enable);
        let unreadable = || format!("unable to parse rule: {line}");
        let (kind, rest) = word(line).map(|(kind, rest)| (kind, rest.trim_start())).ok_or_else(unreadable)?;
        if kind.is_empty() || rest.is_empty() {
            return Err(unreadable());
        }
        let (action, rest) = word(rest).unwrap_or((rest, ""));
        let kind = kind.to_lowercase();
        let is_direction = matches!(kind.as_str(), "in" | "out" | "forward");
        let parts = action.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
        match parts.filter(|(name, action)| is_direction && !name.is_empty() && ACTIONS.contains(action)) {
            Some((name, action)) => {
                rule.set("macro", name);
                rule.set("action", action);
            }
            None => rule.set("action", action),
        }
        rule.set("type", kind);
        rule.parse_options(rest.trim_start())?;
        Ok(rule)
    }

    /// One blank stands between an option and its value.
    fn parse_options(&mut self, mut rest: &str) -> Result<(), String> {
        while !rest.is_empty() {
            let unreadable = || format!("unable to parse rule parameters: {rest}");
            let (option, value) = rest.split_once(' ').ok_or_else(unreadable)?;
            let (name, _) = READ.iter().find(|(_, words)| words.contains(&option)).ok_or_else(unreadable)?;
            let is_wanted = *name == "iface" || self.get("type") != "group";
            let (value, after) = match *name {
                "log" => level(value).ok_or_else(unreadable)?,
                _ => word(value).unwrap_or((value, "")),
            };
            if !is_wanted || value.is_empty() {
                return Err(unreadable());
            }
            self.set(name, value);
            rest = after.trim_start();
        }
        Ok(())
    }

    /// Returns the line that is written; `Err` names a type that nobody knows.
    pub(super) fn line(&self, with_interface: bool) -> Result<String, String> {
        let kind = self.get("type");
        if !["in", "out", "forward", "group"].contains(&kind) {
            return Err(kind.to_owned());
        }
        let disabled = if self.get("enable") == "0" { "|" } else { "" };
        let action = match self.get("macro") {
            "" => self.get("action").to_owned(),
            name => format!("{name}({})", self.get("action")),
        };
        let mut line = format!("{disabled}{} {action}", kind.to_uppercase());
        let interface = ("iface", "-i");
        let shown = std::iter::once(&interface).filter(|_| with_interface);
        for (name, option) in shown.chain(WRITTEN.iter().filter(|_| kind != "group")) {
            if !matches!(self.get(name), "" | "0") {
                line.push_str(&format!(" {option} {}", self.get(name)));
            }
        }
        if !self.get("comment").trim().is_empty() && self.get("comment") != "0" {
            line.push_str(&format!(" # {}", self.get("comment")));
        }
        Ok(line)
    }

    /// Returns the rule as the API shows it, without its place and digest.
    pub(super) fn shown(&self) -> Value {
        let mut value = shown(&self.properties);
        if !self.errors.is_empty() {
            value["errors"] = json!(self.errors);
        }
        value
    }

    /// Checks whether the rule makes sense, as `verify_rule`; returns every complaint, the first of each property, in order.
    pub(super) fn verify(&mut self, names: Names<'_>, environment: Environment) -> Vec<(String, String)> {
        let mut check = Check { complaints: Vec::new(), version: None };
        check.types(self, environment);
        check.interface(self, environment);
        if let Some(given) = self.properties.get("macro").filter(|name| !name.is_empty()).cloned() {
            match names::find_macro(&given) {
                Some((name, _)) => self.set("macro", name),
                None => check.add("macro", format!("unknown macro '{given}'")),
            }
        }
        check.protocol(self);
        for name in ["source", "dest"] {
            check.addresses(self, name, names);
        }
        if let Some(version) = check.version {
            self.set("ipversion", version.to_string());
        }
        if check.complaints.is_empty() {
            check.macros(self);
        }
        check.complaints
    }
}

/// Splits the level off that a text begins with, whatever follows it: of `-log information` remains `rmation`.
fn level(text: &str) -> Option<(&str, &str)> {
    let level = LEVELS.iter().find(|level| text.starts_with(**level))?;
    Some(text.split_at(level.len()))
}

/// Splits the first word off; `None` if nothing follows it.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(char::is_whitespace)?;
    Some(text.split_at(end))
}

/// Returns properties as JSON; some are numbers.
pub(super) fn shown(properties: &BTreeMap<String, String>) -> Value {
    let number = |name: &str, value: &str| match name {
        "enable" | "ipversion" | "nomatch" => value.parse::<i64>().ok().map(Value::from),
        _ => None,
    };
    let entries =
        properties.iter().map(|(name, value)| (name.clone(), number(name, value).unwrap_or_else(|| json!(value))));
    Value::Object(entries.collect())
}

struct Check {
    complaints: Vec<(String, String)>,
    version: Option<u8>,
}

impl Check {
    fn add(&mut self, name: &str, complaint: impl Into<String>) {
        if !self.complaints.iter().any(|(known, _)| known == name) {
            self.complaints.push((name.to_owned(), complaint.into()));
        }
    }

    fn add_error(&mut self, name: &str, checked: Result<(), String>) {
        if let Err(complaint) = checked {
            self.add(name, complaint);
        }
    }

    /// A rule is about one version of IP.
    fn set_version(&mut self, version: u8) -> Result<(), String> {
        if self.version.is_some_and(|known| known != version) {
            return Err("detected mixed ipv4/ipv6 addresses in rule".to_owned());
        }
        self.version = Some(version);
        Ok(())
    }

    fn types(&mut self, rule: &Rule, environment: Environment) {
        let (kind, action) = (rule.get("type"), rule.get("action"));
        if !environment.types().contains(&kind) {
            self.add("type", format!("invalid rule type '{kind}' for rule_env '{}'", environment.name()));
        }
        match kind {
            "in" | "out" | "forward" => {
                if kind == "forward" && action == "REJECT" {
                    self.add("action", "cannot define REJECT rules on forward chain");
                }
                if !ACTIONS.contains(&action) {
                    self.add("action", format!("unknown action '{action}'"));
                }
            }
            "group" => {
                if !spec::is_name(action) {
                    self.add("action", "invalid characters in security group name");
                }
            }
            other => self.add("type", format!("unknown rule type '{other}'")),
        }
    }

    fn interface(&mut self, rule: &Rule, environment: Environment) {
        let name = rule.get("iface");
        if name.is_empty() {
            return;
        }
        if environment == Environment::Group {
            self.add("type", "parameter -i not allowed for this rule type");
        }
        self.add_error("iface", spec::interface(name));
        let number = name.strip_prefix("net").unwrap_or_default();
        if environment.is_guest() && (number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit())) {
            self.add("iface", "value does not match the regex pattern 'net\\d+'");
        }
    }

    fn protocol(&mut self, rule: &Rule) {
        let proto = rule.get("proto");
        let is_icmp = matches!(proto, "icmp" | "icmpv6" | "ipv6-icmp");
        self.add_error("proto", spec::protocol(proto));
        if is_icmp {
            let version = if proto == "icmp" { 4 } else { 6 };
            self.version = Some(version);
        }
        self.ports(rule, "dport", is_icmp);
        self.icmp_type(rule, is_icmp);
        self.ports(rule, "sport", false);
    }

    fn ports(&mut self, rule: &Rule, name: &str, is_icmp: bool) {
        let (ports, proto) = (rule.get(name), rule.get("proto"));
        if matches!(ports, "" | "0") {
            return;
        }
        self.add_error(name, spec::ports(ports, is_icmp));
        if proto.is_empty() {
            self.add("proto", format!("missing property - '{name}' requires this property"));
        }
        if !WITH_PORTS.contains(&proto) && !is_icmp {
            self.add(name, format!("protocol '{proto}' does not support ports"));
        }
    }

    fn icmp_type(&mut self, rule: &Rule, is_icmp: bool) {
        let (kind, proto) = (rule.get("icmp-type"), rule.get("proto"));
        if kind.is_empty() {
            return;
        }
        if !is_icmp {
            self.add("proto", "missing property - 'icmp-type' requires this property");
        }
        if !rule.get("dport").is_empty() {
            self.add("icmp-type", "'icmp-type' cannot be specified together with 'dport'");
        }
        let is_known = if proto == "icmp" { names::is_icmp_type(kind) } else { names::is_icmpv6_type(kind) };
        if is_icmp && !is_known {
            self.add("icmp-type", format!("invalid icmp-type '{kind}' for proto '{proto}'"));
        }
    }

    fn addresses(&mut self, rule: &Rule, name: &str, names: Names<'_>) {
        let value = rule.get(name);
        if value.is_empty() {
            return;
        }
        let version = spec::addresses(value);
        let version = version.and_then(|version| version.map_or(Ok(()), |version| self.set_version(version)));
        self.add_error(name, version);
        if let Some(set) = value.strip_prefix('+') {
            let own = set.strip_prefix("sdn/").unwrap_or(spec::unscoped(set).1);
            if !spec::is_name(own) {
                self.add(name, format!("invalid ipset name '{value}'"));
            } else if !names.has_set(own) {
                self.add(name, format!("no such ipset '{own}'"));
            }
            return;
        }
        let (scope, alias) = spec::unscoped(value);
        if !spec::is_name(alias) {
            return;
        }
        if !names.has_alias(alias) {
            self.add(name, format!("no such alias '{value}'"));
        }
        if let Some(version) = names.alias(scope, alias).map(|alias| alias.version) {
            let _ = self.set_version(version).map_err(|complaint| self.add(name, complaint));
        }
    }

    /// A parameter that the macro has too must be the same.
    fn macros(&mut self, rule: &Rule) {
        let Some(rules) = names::macro_rules(rule.get("macro"), self.version) else { return };
        for parts in rules {
            for (name, part) in ["proto", "dport", "sport"].into_iter().zip(parts) {
                let given = rule.properties.get(name);
                if let Some(value) = part.filter(|value| given.is_some_and(|given| given != value)) {
                    return self.add(name, format!("parameter '{name}' already define in macro (value = '{value}')"));
                }
            }
        }
    }
}
