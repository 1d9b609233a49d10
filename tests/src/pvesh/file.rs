//! A firewall file as Proxmox reads and writes it: leniently, and each line once more (`generic_fw_config_parser` and
//! the writers of pve-firewall 6.0). What is passed by, the next write drops.

use std::collections::BTreeMap;

use super::rule::{Environment, LEVELS, Names, Rule};
use super::spec;
use crate::perl::property;
use crate::world::World;

/// A firewall file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct File {
    /// The options.
    pub(super) options: BTreeMap<String, String>,
    /// Aliases, by their name in lower case; the empty name stands for a line that is none.
    pub(super) aliases: BTreeMap<String, Option<Alias>>,
    /// Sets of addresses, by their name in lower case.
    pub(super) sets: BTreeMap<String, Section<Member>>,
    /// The rules.
    pub(super) rules: Vec<Rule>,
    /// Security groups, by their name in lower case.
    pub(super) groups: BTreeMap<String, Section<Rule>>,
    /// What the reader says on standard error.
    pub(super) warnings: String,
    /// What it says too when it is asked to tell everything.
    pub(super) complaints: String,
}

/// A name for an address or a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alias {
    pub(super) name: String,
    pub(super) network: String,
    pub(super) version: u8,
    pub(super) comment: String,
}

/// A set or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section<T> {
    pub(super) comment: String,
    pub(super) entries: Vec<T>,
}

impl<T> Section<T> {
    pub(super) fn new(comment: impl Into<String>) -> Self {
        Self { comment: comment.into(), entries: Vec::new() }
    }
}

/// A member of a set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) network: String,
    pub(super) is_excluded: bool,
    pub(super) comment: String,
    pub(super) error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Here {
    Nowhere,
    Options,
    Aliases,
    Rules,
    Set(String),
    Group(String),
}

struct Reader<'a> {
    file: File,
    here: Here,
    environment: Environment,
    cluster: Option<&'a File>,
    clock: u64,
}

impl File {
    /// Reads the text of the file at `path`; names are looked for in it so far, and in the cluster's file.
    pub(super) fn parse(text: &str, path: &str, environment: Environment, cluster: Option<&Self>, clock: u64) -> Self {
        // With CR at their ends no header matches, and the whole file is passed by.
        let mut reader = Reader { file: Self::default(), here: Here::Nowhere, environment, cluster, clock };
        for (line, number) in text.split('\n').zip(1..) {
            let line = line.trim_matches([' ', '\t']);
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if let Err(complaint) = reader.take(line, &format!("{path} (line {number})")) {
                reader.file.warnings.push_str(&format!("{path} (line {number}): {complaint}\n"));
                reader.file.complaints.push_str(&format!("{path} (line {number}): {complaint}\n"));
            }
        }
        reader.file
    }

    /// Returns what whoever reads the file dies of: the limit of the log is read at once.
    pub(super) fn fatal(&self) -> Option<String> {
        property::parse(&spec::RATE_LIMIT, "", self.options.get("log_ratelimit")?).err()
    }

    /// Returns the alias of that name.
    pub(super) fn alias(&self, name: &str) -> Option<&Alias> {
        self.aliases.get(&name.to_lowercase())?.as_ref()
    }

    /// Returns the text that the API writes; nothing if there is nothing to say, and then the file goes.
    /// `Err` names the type of a rule that nobody knows: while it stands there the API cannot write the file.
    pub(super) fn text(&self, world: &mut World, warnings: &mut String) -> Result<String, String> {
        let mut text = String::new();
        let mut options: Vec<String> = self.options.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        world.shuffle(&mut options);
        add(&mut text, "[OPTIONS]", "", &options);
        let line = |alias: &Option<Alias>| {
            let alias =
                alias.as_ref().map(|alias| (format!("{} {}", alias.name, alias.network), alias.comment.as_str()));
            alias.map_or_else(|| " ".to_owned(), |(line, comment)| commented(&line, comment))
        };
        add(&mut text, "[ALIASES]", "", &self.aliases.values().map(line).collect::<Vec<_>>());
        for (name, set) in &self.sets {
            add_even_empty(&mut text, &format!("[IPSET {name}]"), &set.comment, &members(set, warnings));
        }
        let rules: Result<Vec<String>, String> = self.rules.iter().map(|rule| rule.line(true)).collect();
        add(&mut text, "[RULES]", "", &rules?);
        for (name, group) in &self.groups {
            let rules: Result<Vec<String>, String> = group.entries.iter().map(|rule| rule.line(false)).collect();
            add_even_empty(&mut text, &format!("[group {name}]"), &group.comment, &rules?);
        }
        Ok(text)
    }
}

fn members(set: &Section<Member>, warnings: &mut String) -> Vec<String> {
    let mut sorted: BTreeMap<&str, String> = BTreeMap::new();
    for member in &set.entries {
        if sorted.contains_key(member.network.as_str()) {
            warnings.push_str(&format!("ignoring duplicate ipset entry '{}'\n", member.network));
            continue;
        }
        let mark = if member.is_excluded { "!" } else { "" };
        sorted.insert(&member.network, commented(&format!("{mark}{}", member.network), &member.comment));
    }
    sorted.into_values().collect()
}

fn commented(line: &str, comment: &str) -> String {
    if comment.trim().is_empty() || comment == "0" { line.to_owned() } else { format!("{line} # {comment}") }
}

fn add(text: &mut String, header: &str, comment: &str, lines: &[String]) {
    if !lines.is_empty() {
        add_even_empty(text, header, comment, lines);
    }
}

fn add_even_empty(text: &mut String, header: &str, comment: &str, lines: &[String]) {
    let comment = if matches!(comment, "" | "0") { String::new() } else { format!(" # {comment}") };
    text.push_str(&format!("{header}{comment}\n\n"));
    lines.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    text.push('\n');
}

impl Reader<'_> {
    fn take(&mut self, line: &str, place: &str) -> Result<(), String> {
        if self.header(line)? {
            return Ok(());
        }
        match self.here.clone() {
            Here::Nowhere => Err("skip line - no section".to_owned()),
            Here::Options => {
                let (key, value) = option(line, self.environment, self.clock)?;
                self.file.options.insert(key, value);
                Ok(())
            }
            Here::Aliases => {
                let alias = alias(line)?;
                let name = alias.as_ref().map(|alias| alias.name.to_lowercase()).unwrap_or_default();
                self.file.aliases.insert(name, alias);
                Ok(())
            }
            Here::Rules => {
                let rule = self.rule(line, place, self.environment)?;
                self.file.rules.push(rule);
                Ok(())
            }
            Here::Group(name) => {
                let rule = self.rule(line, place, Environment::Group)?;
                self.file.groups.entry(name).or_insert_with(|| Section::new("")).entries.push(rule);
                Ok(())
            }
            Here::Set(name) => {
                let member = self.member(line, &name, place);
                self.file.sets.entry(name).or_insert_with(|| Section::new("")).entries.push(member);
                Ok(())
            }
        }
    }

    /// Returns whether the line begins a section; a node's file has two of them, a guest's no groups.
    fn header(&mut self, line: &str) -> Result<bool, String> {
        let Some((kind, name, comment)) = header(line) else { return Ok(false) };
        let is_host = self.environment == Environment::Host;
        match (kind.as_str(), name) {
            ("options", None) => self.here = Here::Options,
            ("rules", None) => self.here = Here::Rules,
            ("aliases", None) if !is_host => self.here = Here::Aliases,
            ("ipset", Some(name)) if !is_host => {
                self.here = Here::Nowhere;
                check_name(&name, "ipset", "ipset", 64)?;
                self.file.sets.insert(name.clone(), Section::new(comment));
                self.here = Here::Set(name);
            }
            ("group", Some(name)) if self.environment == Environment::Cluster => {
                self.here = Here::Nowhere;
                check_name(&name, "security group", "security group", 18)?;
                self.file.groups.insert(name.clone(), Section::new(comment));
                self.here = Here::Group(name);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn rule(&mut self, line: &str, place: &str, environment: Environment) -> Result<Rule, String> {
        let mut rule = Rule::parse(line)?;
        let is_cluster = self.environment == Environment::Cluster;
        let cluster = if is_cluster { Some(&self.file) } else { self.cluster };
        let own = (environment != Environment::Group).then_some(&self.file);
        let complaints = rule.verify(Names { cluster, own }, environment);
        if !complaints.is_empty() {
            self.file.complaints.push_str(&format!("{place} - errors in rule parameters: {line}\n"));
        }
        for (name, complaint) in complaints {
            self.file.complaints.push_str(&format!("  {name}: {complaint}\n"));
            rule.errors.insert(name, complaint);
        }
        Ok(rule)
    }

    fn member(&mut self, line: &str, set: &str, place: &str) -> Member {
        let (text, comment) = line.split_once('#').map_or((line, ""), |(text, comment)| (text, comment.trim()));
        let text = text.trim();
        let network = text.strip_prefix('!').unwrap_or(text).trim_start();
        let names = Names { cluster: self.cluster, own: Some(&self.file) };
        let (scope, alias) = spec::unscoped(network);
        let checked = match spec::is_name(alias) {
            true if names.alias(scope, alias).is_some() => Ok(network.to_owned()),
            true => Err(format!("no such alias '{alias}'")),
            false => spec::plain(network).map(|(network, _)| network),
        };
        let network = checked.clone().unwrap_or_else(|_| network.to_owned());
        let is_known = self.file.sets.get(set).is_some_and(|set| set.entries.iter().any(|one| one.network == network));
        let mut error = checked.err().or_else(|| is_known.then(|| format!("duplicate ipset entry for '{network}'")));
        if has_zero_prefix(&network) {
            error = Some("a zero prefix is not allowed in ipset entries\n".to_owned());
        }
        if let Some(error) = &error {
            let told = format!("{place} - errors in ipset '{set}': {text}\n  cidr: {error}\n");
            self.file.complaints.push_str(&told);
        }
        Member { network, is_excluded: text.starts_with('!'), comment: comment.to_owned(), error }
    }
}

/// Returns whether a network is everything.
pub(super) fn has_zero_prefix(network: &str) -> bool {
    network.rsplit_once('/').is_some_and(|(_, prefix)| !prefix.is_empty() && prefix.bytes().all(|byte| byte == b'0'))
}

fn check_name(name: &str, long: &str, invalid: &str, limit: usize) -> Result<(), String> {
    if name.len() > limit {
        return Err(format!("{long} name too long"));
    }
    if spec::is_name(name) { Ok(()) } else { Err(format!("invalid {invalid} name '{name}'")) }
}

/// Splits a header into the kind of section, the name in lower case, and the comment, which only a named one may have.
fn header(line: &str) -> Option<(String, Option<String>, &str)> {
    let inner = line.strip_prefix('[')?;
    if let Some(kind) = inner.strip_suffix(']').filter(|kind| !kind.contains([' ', '\t', ']'])) {
        return Some((kind.to_lowercase(), None, ""));
    }
    let (inner, rest) = inner.split_once(']')?;
    let rest = rest.trim();
    let comment = if rest.is_empty() { "" } else { rest.strip_prefix('#')?.trim() };
    let (kind, name) = inner.split_once([' ', '\t'])?;
    let name = name.trim_start();
    let is_word = !name.is_empty() && !name.contains(char::is_whitespace);
    is_word.then(|| (kind.to_lowercase(), Some(name.to_lowercase()), comment))
}

/// Returns the alias of a line; `None` if it is none, which leaves an entry without a name.
fn alias(line: &str) -> Result<Option<Alias>, String> {
    let (text, comment) = line.split_once('#').map_or((line, ""), |(text, comment)| (text.trim_end(), comment.trim()));
    let words = text.split_once([' ', '\t']);
    let Some((name, network)) = words.filter(|(_, network)| !network.contains(char::is_whitespace)) else {
        return Ok(None);
    };
    let (network, version) = spec::plain(network)?;
    Ok(Some(Alias { name: name.to_owned(), network, version, comment: comment.to_owned() }))
}

/// What an option may be.
enum Value {
    Boolean,
    Number,
    Policy(&'static [&'static str]),
    Level,
    Text,
}

const POLICIES: &[&str] = &["ACCEPT", "DROP", "REJECT"];

/// Returns an option as it is read: names in lower case, policies in upper case. A time stamp that is a minute old is 0.
fn option(line: &str, environment: Environment, clock: u64) -> Result<(String, String), String> {
    let unreadable = || format!("can't parse option '{line}'");
    let (key, value) = line.split_once(':').ok_or_else(unreadable)?;
    // Case matters for this one only.
    let is_misspelled = key.eq_ignore_ascii_case("log_ratelimit") && key != "log_ratelimit";
    let (key, value) = (key.to_lowercase(), value.trim());
    let kind = kind(&key, environment).filter(|_| !is_misspelled).ok_or_else(unreadable)?;
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let mut value = match kind {
        Value::Boolean if matches!(value, "0" | "1") => value.to_owned(),
        Value::Number if is_number => number(&key, value, clock),
        Value::Policy(policies) if policies.contains(&value.to_uppercase().as_str()) => value.to_uppercase(),
        Value::Level if value.is_empty() || LEVELS.contains(&value.to_lowercase().as_str()) => value.to_lowercase(),
        Value::Text if !value.is_empty() && !value.contains(char::is_whitespace) => value.to_owned(),
        _ => return Err(unreadable()),
    };
    if key == "nf_conntrack_helpers" {
        value = value.to_lowercase();
        spec::helpers(&value)?;
    }
    Ok((key, value))
}

fn number(key: &str, value: &str, clock: u64) -> String {
    let number: u64 = value.parse().unwrap_or(u64::MAX);
    let is_stale = key == "enable" && number > 1 && clock > number.saturating_add(60);
    if is_stale { "0".to_owned() } else { number.to_string() }
}

fn kind(key: &str, environment: Environment) -> Option<Value> {
    Some(match (environment, key) {
        (Environment::Cluster, "enable") => Value::Number,
        (Environment::Cluster, "ebtables") => Value::Boolean,
        (Environment::Cluster, "policy_in" | "policy_out" | "policy_forward") => Value::Policy(POLICIES),
        (Environment::Cluster, "log_ratelimit") => Value::Text,
        (Environment::Host, "enable" | "nosmurfs" | "tcpflags" | "ndp" | "log_nf_conntrack" | "nftables") => {
            Value::Boolean
        }
        (Environment::Host, "nf_conntrack_allow_invalid" | "protection_synflood") => Value::Boolean,
        (Environment::Host, "log_level_in" | "log_level_out" | "log_level_forward") => Value::Level,
        (Environment::Host, "tcp_flags_log_level" | "smurf_log_level") => Value::Level,
        (Environment::Host, "nf_conntrack_helpers") => Value::Text,
        (Environment::Host, "nf_conntrack_max" | "protection_limit") => Value::Number,
        (Environment::Host, "nf_conntrack_tcp_timeout_established" | "nf_conntrack_tcp_timeout_syn_recv") => {
            Value::Number
        }
        (Environment::Host, "protection_synflood_rate" | "protection_synflood_burst") => Value::Number,
        (Environment::Container | Environment::Machine, key) => match key {
            "enable" | "dhcp" | "ndp" | "radv" | "macfilter" | "ipfilter" | "ips" => Value::Boolean,
            "log_level_in" | "log_level_out" => Value::Level,
            "policy_in" | "policy_out" => Value::Policy(POLICIES),
            "ips_queues" | "layer2_protocols" => Value::Text,
            _ => return None,
        },
        _ => return None,
    })
}
