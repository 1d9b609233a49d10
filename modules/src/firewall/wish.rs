//! A wish in Proxmox's spelling: whether a file meets it, and the file that does.

use std::collections::{BTreeMap, BTreeSet};

use super::options::{self, FirewallOption, Form};
use super::rules::{comment_in_a_line, normal};
use super::text::{Section, parse, short_cidr};
use super::values::{Alias, Direction, FirewallFile, IpSet, IpSetEntry, Rule, Verb};
use super::verify::{self, Known, Surroundings};
use super::{AliasWish, Desired, IpSetEntryWish, RuleWish, Scope, edit, macros, notes};
use crate::plan::Refusal;
use crate::pve::schema;

/// What is wished of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wished {
    scope: Scope,
    /// Options with their values; `None` takes one out.
    options: Vec<(&'static FirewallOption, Option<String>)>,
    /// The rules as a whole.
    pub(crate) rules: Option<Vec<Rule>>,
    aliases: Vec<(Alias, Comment)>,
    ipsets: Vec<Named<IpSetEntry>>,
    groups: Vec<Named<Rule>>,
}

/// A comment: `None` leaves the present one, `Some(None)` takes it out.
type Comment = Option<Option<String>>;

/// A text on its way to what is wished, and what Proxmox understands of it: read again only where it was changed.
struct Written {
    text: String,
    scope: Scope,
    file: FirewallFile,
}

impl Written {
    fn of(text: &str, scope: Scope) -> Self {
        Self { text: text.to_owned(), scope, file: parse(text, scope).file }
    }

    fn edited(self, edit: impl FnOnce(&str) -> String) -> Self {
        Self::of(&edit(&self.text), self.scope)
    }
}

/// A set or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named<T> {
    /// In lower case, as Proxmox keeps it.
    name: String,
    comment: Comment,
    members: Vec<T>,
}

impl Wished {
    /// Reads a wish; the error holds all that no file of this scope could be.
    pub(crate) fn of(desired: &Desired) -> Result<Self, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let wished = Self {
            scope: desired.scope,
            options: options_of(desired, &mut refusals),
            rules: desired.rules.as_ref().map(|rules| rules_of("rules", rules, &mut refusals)),
            aliases: aliases_of(desired, &mut refusals),
            ipsets: ipsets_of(desired, &mut refusals),
            groups: groups_of(desired, &mut refusals),
        };
        if refusals.is_empty() { Ok(wished) } else { Err(refusals) }
    }

    /// Returns whether the file is as wished.
    pub(crate) fn is_met_by(&self, file: &FirewallFile) -> bool {
        self.options.iter().all(|(option, value)| option_is(file, option, value.as_deref()))
            && self.rules.as_ref().is_none_or(|rules| are_equal(&file.rules, rules))
            && self.aliases.iter().all(|(alias, comment)| alias_is(file, alias, comment))
            && self.ipsets.iter().all(|set| ipset_is(file, set))
            && self.groups.iter().all(|group| group_is(file, group))
    }

    /// Returns the text of a file once the wish has had its turn: a file that meets it keeps every byte. With DOS line ends no
    /// header matches, so whoever writes makes the whole file count, which the changes show.
    pub(crate) fn text_to_be(&self, text: &str) -> String {
        match self.is_met_by(&parse(text, self.scope).file) {
            true => text.to_owned(),
            false => self.applied_to(&notes::recognizable(text)),
        }
    }

    /// Returns the text that meets the wish; nothing of it that is as wished already is touched.
    pub(crate) fn applied_to(&self, text: &str) -> String {
        let mut text = Written::of(text, self.scope);
        for (option, value) in &self.options {
            if !option_is(&text.file, option, value.as_deref()) {
                text = text.edited(|text| edit::with_option(text, self.scope, option.name, value.as_deref()));
            }
        }
        let differing = self.aliases.iter().filter(|(alias, comment)| !alias_is(&text.file, alias, comment));
        let aliases: Vec<Alias> = differing
            .map(|(alias, comment)| {
                let present = text.file.aliases.get(&alias.name.to_ascii_lowercase());
                let kept = present.and_then(|alias| alias.comment.clone());
                Alias { comment: comment.clone().unwrap_or(kept), ..alias.clone() }
            })
            .collect();
        if !aliases.is_empty() {
            text = text.edited(|text| edit::with_aliases(text, self.scope, &aliases));
        }
        for set in &self.ipsets {
            text = self.with_ipset(text, set);
        }
        if let Some(rules) = self.rules.as_ref().filter(|rules| !are_equal(&text.file.rules, rules)) {
            text = text.edited(|text| edit::with_rules(text, self.scope, &Section::Rules, rules));
        }
        for group in &self.groups {
            text = self.with_group(text, group);
        }
        edit::without_an_empty_rest(text.text, self.scope)
    }

    fn with_ipset(&self, text: Written, wished: &Named<IpSetEntry>) -> Written {
        if ipset_is(&text.file, wished) {
            return text;
        }
        let present = text.file.ipsets.get(&wished.name).map(|set| set.comment.clone());
        let text = self.with_header(text, &Section::IpSet(wished.name.clone()), present, &wished.comment);
        if ipset_is(&text.file, wished) {
            return text;
        }
        text.edited(|text| edit::with_entries(text, self.scope, &wished.name, &wished.members))
    }

    fn with_group(&self, text: Written, wished: &Named<Rule>) -> Written {
        if group_is(&text.file, wished) {
            return text;
        }
        let present = text.file.groups.get(&wished.name).map(|group| group.comment.clone());
        let section = Section::Group(wished.name.clone());
        let text = self.with_header(text, &section, present, &wished.comment);
        if group_is(&text.file, wished) {
            return text;
        }
        text.edited(|text| edit::with_rules(text, self.scope, &section, &wished.members))
    }

    /// `present` is the comment of the section, if there is one.
    fn with_header(
        &self,
        text: Written,
        section: &Section,
        present: Option<Option<String>>,
        wished: &Comment,
    ) -> Written {
        if present.as_ref().is_some_and(|present| wished.as_ref().is_none_or(|wished| wished == present)) {
            return text;
        }
        let comment = wished.clone().or(present).flatten();
        text.edited(|text| edit::with_named_section(text, self.scope, section, comment.as_deref()))
    }

    /// Returns what Proxmox would refuse of this wish, or keep and not apply; `own` is the file as it will be.
    pub(crate) fn refusals(&self, cluster: &FirewallFile, own: &FirewallFile, known: &Known) -> Vec<Refusal> {
        let around = |is_in_group| Surroundings { scope: self.scope, is_in_group, cluster, own, known };
        let mut refusals = Vec::new();
        let mut refuse_rules = |list: &str, rules: &[Rule], is_in_group| {
            for (index, rule) in rules.iter().enumerate() {
                for complaint in verify::rule(rule, around(is_in_group)) {
                    let why = format!("{}: {}", complaint.property, complaint.why);
                    refusals.push(refusal(&format!("{list}.{index}"), &rule.to_string(), &why));
                }
            }
        };
        refuse_rules("rules", self.rules.as_deref().unwrap_or_default(), false);
        for Named { name, members, .. } in &self.groups {
            refuse_rules(&format!("groups.{name}.rules"), members, true);
        }
        refusals.extend(self.below(own));
        for (alias, _) in &self.aliases {
            if let Err(why) = verify::alias(alias) {
                refusals.push(refusal(&format!("aliases.{}", alias.name), &alias.cidr, &why));
            }
        }
        for Named { name, members, .. } in &self.ipsets {
            let wrong = |entry: &IpSetEntry| Some((entry.to_string(), verify::entry(entry, around(false)).err()?));
            let wrong = members.iter().filter_map(wrong);
            refusals.extend(wrong.map(|(entry, why)| refusal(&format!("ipsets.{name}"), &entry, &why)));
        }
        refusals
    }

    /// Returns refusals of what is wished and would stand above what it names: Proxmox would not find that.
    pub(super) fn below(&self, own: &FirewallFile) -> Vec<Refusal> {
        let above = |rule: &&Rule| rule.names_what_is_below;
        let rules =
            self.rules.iter().flat_map(|_| own.rules.iter().filter(above)).map(|rule| ("rules".to_owned(), rule));
        let groups = self.groups.iter().filter_map(|group| Some((&group.name, own.groups.get(&group.name)?)));
        let groups = groups.flat_map(|(name, group)| {
            group.rules.iter().filter(above).map(move |rule| (format!("groups.{name}.rules"), rule))
        });
        let sets = self.ipsets.iter().filter_map(|set| Some((&set.name, own.ipsets.get(&set.name)?)));
        let sets = sets.flat_map(|(name, set)| {
            let above = set.entries.iter().filter(|entry| entry.names_what_is_below);
            above.map(move |entry| (format!("ipsets.{name}"), entry.to_string()))
        });
        let rules = rules.chain(groups).map(|(property, rule)| (property, rule.to_string()));
        let refuse = |(property, wanted)| {
            Refusal {
            property,
            wanted,
            found: "above what it names".to_owned(),
            why: "Proxmox reads the file from the top: what is defined further down is not there yet, so this would be kept \
                  and never applied"
                .to_owned(),
            remedy: "move [ALIASES] and the [IPSET ...] sections above [RULES] and the groups, then run again".to_owned(),
        }
        };
        rules.chain(sets).map(refuse).collect()
    }

    /// Returns the groups that wished rules name.
    pub(crate) fn groups_used(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flatten().filter_map(|rule| match &rule.verb {
            Verb::Group(name) => Some(name.as_str()),
            Verb::Packet { .. } => None,
        })
    }

    /// Returns whether anything is wished that decides about packets.
    pub(crate) fn is_about_packets(&self) -> bool {
        let decides = |name: &str| name == "enable" || name.starts_with("policy_");
        self.rules.as_ref().is_some_and(|rules| !rules.is_empty())
            || self.options.iter().any(|(option, _)| decides(option.name))
    }

    /// Returns what an option is wished to be, where it is.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(option, _)| option.name == name)?.1.as_deref()
    }
}

/// Returns an option as it holds: as it is written, or by its default.
pub(crate) fn effective<'a>(file: &'a FirewallFile, option: &'a FirewallOption) -> Option<&'a str> {
    file.options.get(option.name).map(String::as_str).or(option.default)
}

fn option_is(file: &FirewallFile, option: &FirewallOption, wished: Option<&str>) -> bool {
    let Some(wished) = wished else { return !file.options.contains_key(option.name) };
    effective(file, option).is_some_and(|found| options::are_equal(option.form, found, wished))
}

fn are_equal(found: &[Rule], wished: &[Rule]) -> bool {
    found.len() == wished.len() && found.iter().zip(wished).all(|(one, other)| normal(one) == normal(other))
}

fn comment_is(found: Option<&String>, wished: &Comment) -> bool {
    wished.as_ref().is_none_or(|wished| wished.as_ref() == found)
}

fn alias_is(file: &FirewallFile, wished: &Alias, comment: &Comment) -> bool {
    file.aliases.get(&wished.name.to_ascii_lowercase()).is_some_and(|found| {
        found.cidr.eq_ignore_ascii_case(&wished.cidr) && comment_is(found.comment.as_ref(), comment)
    })
}

fn ipset_is(file: &FirewallFile, wished: &Named<IpSetEntry>) -> bool {
    let Some(IpSet { comment, entries }) = file.ipsets.get(&wished.name) else { return false };
    comment_is(comment.as_ref(), &wished.comment)
        && entries.len() == wished.members.len()
        && are_met(&wished.members, entries)
}

/// Returns whether each wished member is among the entries, whatever their order.
fn are_met(wished: &[IpSetEntry], entries: &[IpSetEntry]) -> bool {
    let mut by_address: BTreeMap<String, Vec<&IpSetEntry>> = BTreeMap::new();
    for entry in entries {
        by_address.entry(entry.cidr.to_ascii_lowercase()).or_default().push(entry);
    }
    wished.iter().all(|wished| {
        let found = by_address.get(&wished.cidr.to_ascii_lowercase());
        found.is_some_and(|found| found.iter().any(|entry| entry.meets(wished)))
    })
}

fn group_is(file: &FirewallFile, wished: &Named<Rule>) -> bool {
    let Some(found) = file.groups.get(&wished.name) else { return false };
    comment_is(found.comment.as_ref(), &wished.comment) && are_equal(&found.rules, &wished.members)
}

fn refusal(property: &str, wanted: &str, why: &str) -> Refusal {
    Refusal {
        property: property.to_owned(),
        wanted: wanted.to_owned(),
        found: "not written".to_owned(),
        why: why.to_owned(),
        remedy: "correct the wish: Proxmox would refuse it, or keep it in the file and never apply it".to_owned(),
    }
}

fn options_of(desired: &Desired, refusals: &mut Vec<Refusal>) -> Vec<(&'static FirewallOption, Option<String>)> {
    let number = |flag: bool| i32::from(flag).to_string();
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &desired.options {
        given.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let named = [
        ("enable", desired.enable.map(number)),
        ("policy_in", desired.policy_in.clone()),
        ("policy_out", desired.policy_out.clone()),
    ];
    for (name, value) in named {
        let Some(value) = value else { continue };
        if given.insert(name.to_owned(), value.clone()).is_some_and(|other| other != value) {
            refusals.push(refusal(name, &value, "it is also given under options, with another value"));
        }
    }
    let mut wished = Vec::new();
    for (name, value) in given {
        let Some(option) = options::find(desired.scope, &name) else {
            refusals.push(refusal(&name, &value, schema::NOT_DEFINED));
            continue;
        };
        let value = as_typed(option.form, value);
        if !value.is_empty()
            && let Some(why) = options::complaint(option.form, &value)
        {
            refusals.push(refusal(option.name, &value, &why));
            continue;
        }
        let value = options::read(option.form, &value).filter(|value| !value.is_empty());
        wished.push((option, value));
    }
    wished
}

/// YAML makes `on`, `off` and true of what Proxmox reads as 1 and 0 only.
fn as_typed(form: Form, value: String) -> String {
    if !matches!(form, Form::Boolean | Form::Enable) {
        return value;
    }
    crate::pve::property_string::parse_boolean(&value).map_or(value, |is_set| i32::from(is_set).to_string())
}

fn rules_of(list: &str, rules: &[RuleWish], refusals: &mut Vec<Refusal>) -> Vec<Rule> {
    let mut wished = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        match rule_of(rule) {
            Ok(rule) => wished.push(rule),
            Err(why) => {
                refusals.push(refusal(&format!("{list}.{index}"), &format!("{} {}", rule.kind, rule.action), &why));
            }
        }
    }
    wished
}

fn rule_of(wish: &RuleWish) -> Result<Rule, String> {
    let RuleWish {
        kind,
        action,
        macro_name,
        iface,
        source,
        dest,
        proto,
        dport,
        sport,
        log,
        icmp_type,
        comment,
        enable,
    } = wish;
    let kind = kind.to_ascii_lowercase();
    schema::word(&kind, &["in", "out", "forward", "group"]).map_err(|why| format!("type: {why}"))?;
    let direction = match kind.as_str() {
        "in" => Some(Direction::In),
        "out" => Some(Direction::Out),
        "forward" => Some(Direction::Forward),
        _ => None,
    };
    let verb = match direction {
        None => Verb::Group(action.to_ascii_lowercase()),
        Some(direction) => {
            // Proxmox writes a macro in its own spelling.
            let canonical = |name: &String| macros::find(name).map_or(name.clone(), |known| known.name.to_owned());
            Verb::Packet { direction, action: action.clone(), macro_name: macro_name.as_ref().map(canonical) }
        }
    };
    if direction.is_none() && macro_name.is_some() {
        return Err("macro: the rule of a group takes nothing but -i".to_owned());
    }
    let list =
        |list: &Option<String>| list.as_ref().map(|list| list.split(',').map(str::trim).collect::<Vec<_>>().join(","));
    Ok(Rule {
        is_enabled: enable.unwrap_or(true),
        verb,
        iface: iface.clone(),
        source: list(source).map(|list| as_reference(&list)),
        dest: list(dest).map(|list| as_reference(&list)),
        proto: proto.clone(),
        dport: list(dport),
        sport: list(sport),
        log: log.clone(),
        icmp_type: icmp_type.clone(),
        comment: comment.as_deref().and_then(comment_in_a_line),
        names_what_is_below: false,
    })
}

/// Names of sets are kept in lower case, but for those of a software-defined network, which follow its own names (`VNet0-all`);
/// addresses without `/32` and `/128`.
fn as_reference(list: &str) -> String {
    if list.starts_with("+sdn/") {
        return list.to_owned();
    }
    if list.starts_with('+') {
        return list.to_ascii_lowercase();
    }
    let short = |address: &str| short_cidr(address).unwrap_or_else(|| address.to_owned());
    list.split(',').map(short).collect::<Vec<_>>().join(",")
}

fn comment_of(comment: Option<&String>) -> Comment {
    comment.map(|comment| comment_in_a_line(comment))
}

fn aliases_of(desired: &Desired, refusals: &mut Vec<Refusal>) -> Vec<(Alias, Comment)> {
    let given = desired.aliases.iter().flatten();
    let scope_has_them = desired.scope != Scope::Node;
    let mut wished: Vec<(Alias, Comment)> = Vec::new();
    let mut once = BTreeSet::new();
    for (name, alias) in given {
        let (cidr, comment) = match alias {
            AliasWish::Address(cidr) => (cidr, None),
            AliasWish::Commented { cidr, comment } => (cidr, comment.as_ref()),
        };
        let property = format!("aliases.{name}");
        let problem = if scope_has_them { verify::named(name).err() } else { Some(NONE_IN_HOST_FW.to_owned()) };
        let is_twice = !once.insert(name.to_ascii_lowercase());
        let problem = problem.or_else(|| is_twice.then(|| format!("alias '{name}' already exists")));
        if let Some(why) = problem {
            refusals.push(refusal(&property, cidr, &why));
            continue;
        }
        let cidr = short_cidr(cidr.trim()).unwrap_or_else(|| cidr.clone());
        wished.push((Alias { name: name.clone(), cidr, comment: None }, comment_of(comment)));
    }
    wished
}

const NONE_IN_HOST_FW: &str =
    "host.fw has options and rules only: Proxmox would read it as a rule that it does not understand";

fn ipsets_of(desired: &Desired, refusals: &mut Vec<Refusal>) -> Vec<Named<IpSetEntry>> {
    let mut wished: Vec<Named<IpSetEntry>> = Vec::new();
    for (name, set) in desired.ipsets.iter().flatten() {
        let lower = name.to_ascii_lowercase();
        let is_twice = wished.iter().any(|other| other.name == lower);
        let problem =
            if desired.scope == Scope::Node { Some(NONE_IN_HOST_FW.to_owned()) } else { verify::named(name).err() };
        let problem = problem.or_else(|| is_twice.then(|| format!("IPSet '{name}' already exists")));
        let members: Vec<IpSetEntry> = set.entries.iter().map(entry_of).collect();
        let mut once = BTreeSet::new();
        let twice = members.iter().find(|entry| !once.insert(entry.cidr.as_str()));
        let problem = problem.or_else(|| twice.map(|entry| format!("address '{}' already exists", entry.cidr)));
        if let Some(why) = problem {
            refusals.push(refusal(&format!("ipsets.{name}"), name, &why));
            continue;
        }
        wished.push(Named { name: lower, comment: comment_of(set.comment.as_ref()), members });
    }
    wished
}

fn entry_of(wish: &IpSetEntryWish) -> IpSetEntry {
    let (cidr, nomatch, comment) = match wish {
        IpSetEntryWish::Address(cidr) => (cidr.as_str(), false, None),
        IpSetEntryWish::Whole { cidr, nomatch, comment } => {
            (cidr.as_str(), nomatch.unwrap_or(false), comment.as_deref())
        }
    };
    let cidr = cidr.trim();
    let (is_excluded, cidr) = cidr.strip_prefix('!').map_or((nomatch, cidr), |cidr| (true, cidr.trim_start()));
    // The API takes host bits away itself.
    let cidr = verify::network_of(cidr).or_else(|| short_cidr(cidr)).unwrap_or_else(|| cidr.to_owned());
    let comment = comment.and_then(comment_in_a_line);
    IpSetEntry { is_excluded, cidr, comment, names_what_is_below: false }
}

fn groups_of(desired: &Desired, refusals: &mut Vec<Refusal>) -> Vec<Named<Rule>> {
    let mut wished: Vec<Named<Rule>> = Vec::new();
    for (name, group) in desired.groups.iter().flatten() {
        let lower = name.to_ascii_lowercase();
        let is_twice = wished.iter().any(|other| other.name == lower);
        let problem = match desired.scope {
            Scope::Cluster => verify::group_name(name).err(),
            Scope::Node | Scope::Guest => Some("security groups are the cluster's, no other file has them".to_owned()),
        };
        let problem = problem.or_else(|| is_twice.then(|| format!("Security group '{name}' already exists")));
        if let Some(why) = problem {
            refusals.push(refusal(&format!("groups.{name}"), name, &why));
            continue;
        }
        let members = rules_of(&format!("groups.{lower}.rules"), &group.rules, refusals);
        wished.push(Named { name: lower, comment: comment_of(group.comment.as_ref()), members });
    }
    wished
}
