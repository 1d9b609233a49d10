//! What rules name: `.../firewall/aliases`, `.../firewall/ipset` and `/cluster/firewall/groups`.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Scope, digest, listed, properties, read, read_one, refuse_modified, write, write_as};
use crate::perl::{Kind, Parameter, formats};
use crate::pvesh::file::{Alias, File, Member, Section, has_zero_prefix};
use crate::pvesh::rule::{self, Environment, Names};
use crate::pvesh::{DELETE, Died, FORMAT, GET, Method, Outcome, SET, Session, spec};
use crate::world::World;

const COMMENT: &[Parameter] = &[Parameter::new("comment", Kind::Text(formats::anything))];
const DIGEST: &[Parameter] = &[Parameter::new("digest", spec::DIGEST)];
const NAME: &[Parameter] = &[Parameter::new("name", spec::NAME)];
const RENAME: &[Parameter] = &[Parameter::new("rename", spec::NAME)];
const NETWORK: &[Parameter] = &[Parameter::new("cidr", spec::NETWORK)];
const MEMBER: &[Parameter] = &[Parameter::new("cidr", spec::MEMBER)];
const NO_MATCH: &[Parameter] = &[Parameter::new("nomatch", Kind::Boolean)];
const KIND: &[Parameter] = &[Parameter::new("type", Kind::Words(&["alias", "ipset"]))];
const FORCE: &[Parameter] = &[Parameter::new("force", Kind::Boolean)];
const GROUP: &[Parameter] = &[Parameter::new("group", spec::GROUP), Parameter::new("rename", spec::GROUP)];

const CREATE_ALIAS: &str = "pvesh create <api_path> --cidr <string> --name <string> [OPTIONS] [FORMAT_OPTIONS]";
const CREATE_NAMED: &str = "pvesh create <api_path> --name <string> [OPTIONS] [FORMAT_OPTIONS]";
const CREATE_MEMBER: &str = "pvesh create <api_path> --cidr <string> [OPTIONS] [FORMAT_OPTIONS]";
const CREATE_GROUP: &str = "pvesh create <api_path> --group <string> [OPTIONS] [FORMAT_OPTIONS]";
const SET_ALIAS: &str = "pvesh set <api_path> --cidr <string> [OPTIONS] [FORMAT_OPTIONS]";

fn named(scope: &Scope) -> bool {
    !matches!(scope, Scope::Node(_))
}

fn cluster(scope: &Scope) -> bool {
    *scope == Scope::Cluster
}

#[rustfmt::skip]
pub(super) const METHODS: &[Method] = &[
    Method { verb: "get", place: "aliases", scope: named, required: &[], options: &[FORMAT], usage: GET, run: aliases },
    Method { verb: "create", place: "aliases", scope: named, required: &["cidr", "name"], options: &[FORMAT, NAME, NETWORK, COMMENT], usage: CREATE_ALIAS, run: create_alias },
    Method { verb: "get", place: "aliases/{name}", scope: named, required: &[], options: &[FORMAT], usage: GET, run: alias },
    Method { verb: "set", place: "aliases/{name}", scope: named, required: &["cidr"], options: &[FORMAT, NETWORK, COMMENT, RENAME, DIGEST], usage: SET_ALIAS, run: set_alias },
    Method { verb: "delete", place: "aliases/{name}", scope: named, required: &[], options: &[FORMAT, DIGEST], usage: DELETE, run: delete_alias },
    Method { verb: "get", place: "ipset", scope: named, required: &[], options: &[FORMAT], usage: GET, run: sets },
    Method { verb: "create", place: "ipset", scope: named, required: &["name"], options: &[FORMAT, NAME, COMMENT, RENAME, DIGEST], usage: CREATE_NAMED, run: create_set },
    Method { verb: "get", place: "ipset/{name}", scope: named, required: &[], options: &[FORMAT], usage: GET, run: members },
    Method { verb: "create", place: "ipset/{name}", scope: named, required: &["cidr"], options: &[FORMAT, MEMBER, NO_MATCH, COMMENT], usage: CREATE_MEMBER, run: create_member },
    Method { verb: "delete", place: "ipset/{name}", scope: named, required: &[], options: &[FORMAT, FORCE], usage: DELETE, run: delete_set },
    Method { verb: "get", place: "ipset/{name}/{cidr...}", scope: named, required: &[], options: &[FORMAT], usage: GET, run: member },
    Method { verb: "set", place: "ipset/{name}/{cidr...}", scope: named, required: &[], options: &[FORMAT, NO_MATCH, COMMENT, DIGEST], usage: SET, run: set_member },
    Method { verb: "delete", place: "ipset/{name}/{cidr...}", scope: named, required: &[], options: &[FORMAT, DIGEST], usage: DELETE, run: delete_member },
    Method { verb: "get", place: "refs", scope: named, required: &[], options: &[FORMAT, KIND], usage: GET, run: references },
    Method { verb: "get", place: "groups", scope: cluster, required: &[], options: &[FORMAT], usage: GET, run: groups },
    Method { verb: "create", place: "groups", scope: cluster, required: &["group"], options: &[FORMAT, GROUP, COMMENT, DIGEST], usage: CREATE_GROUP, run: create_group },
    Method { verb: "delete", place: "groups/{group}", scope: cluster, required: &[], options: &[FORMAT], usage: DELETE, run: delete_group },
];

type Properties = BTreeMap<String, String>;

fn alias_properties(alias: &Alias) -> Properties {
    let version = alias.version.to_string();
    properties(&[("cidr", &alias.network), ("comment", &alias.comment), ("ipversion", &version), ("name", &alias.name)])
}

fn alias_list(file: &File) -> Vec<Properties> {
    file.aliases.values().map(|alias| alias.as_ref().map(alias_properties).unwrap_or_default()).collect()
}

fn aliases(session: &mut Session<'_>) -> Outcome {
    Ok(Some(listed(&alias_list(&read(session)?.own))))
}

fn alias(session: &mut Session<'_>) -> Outcome {
    let file = read(session)?.own;
    let found = file.alias(session.value("name").unwrap_or_default());
    found.map(|alias| Some(rule::shown(&alias_properties(alias)))).ok_or_else(no_alias)
}

fn no_alias() -> Died {
    Died::parameter("name", "no such alias")
}

fn given_alias(session: &Session<'_>, name: &str) -> Alias {
    let network = session.given("cidr");
    let (_, version) = spec::plain(network).unwrap_or_default();
    Alias { name: name.to_owned(), network: network.to_owned(), version, comment: session.given("comment").to_owned() }
}

fn create_alias(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    let name = session.given("name");
    if file.aliases.contains_key(&name.to_lowercase()) {
        return Err(Died::parameter("name", format!("alias '{name}' already exists")));
    }
    file.aliases.insert(name.to_lowercase(), Some(given_alias(session, name)));
    write(session, &file)
}

/// An alias that is set loses the comment that is not given again, and is spelled as in the path.
fn set_alias(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    refuse_modified(session, &digest(&alias_list(&file)))?;
    let name = session.value("name").unwrap_or_default().to_owned();
    if file.alias(&name).is_none() {
        return Err(no_alias());
    }
    let (old, new) = (name.to_lowercase(), session.given("rename").to_owned());
    let is_renamed = !new.is_empty() && new.to_lowercase() != old;
    if is_renamed && file.aliases.contains_key(&new.to_lowercase()) {
        return Err(Died::parameter("name", format!("alias '{new}' already exists")));
    }
    file.aliases.remove(&old);
    let name = if is_renamed { new } else { name };
    file.aliases.insert(name.to_lowercase(), Some(given_alias(session, &name)));
    write(session, &file)
}

fn delete_alias(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    refuse_modified(session, &digest(&alias_list(&file)))?;
    file.aliases.remove(&session.value("name").unwrap_or_default().to_lowercase());
    write(session, &file)
}

fn headers<T>(sections: &BTreeMap<String, Section<T>>, key: &str) -> Vec<Properties> {
    let header = |(name, section): (&String, &Section<T>)| properties(&[("comment", &section.comment), (key, name)]);
    sections.iter().map(header).collect()
}

fn sets(session: &mut Session<'_>) -> Outcome {
    Ok(Some(listed(&headers(&read(session)?.own.sets, "name"))))
}

/// Makes a set or a group, or gives it another name; `what` is what people call it, `key` the parameter.
fn create_section<T>(
    session: &Session<'_>,
    sections: &mut BTreeMap<String, Section<T>>,
    what: &str,
    key: &str,
) -> Result<(), Died> {
    let name = session.given(key);
    let Some(old) = session.arguments.get("rename") else {
        // Case matters here: the next reader takes `Web` and `web` for one, and the later of them for all.
        if sections.contains_key(name) {
            return Err(Died::parameter(key, format!("{what} '{name}' already exists")));
        }
        sections.insert(name.to_owned(), Section::new(session.given("comment")));
        return Ok(());
    };
    refuse_modified(session, &digest(&headers(sections, key)))?;
    if !sections.contains_key(old) {
        return Err(Died::parameter(key, format!("{what} '{old}' does not exist")));
    }
    if name != old && sections.contains_key(name) {
        return Err(Died::parameter(key, format!("{what} '{name}' does already exist")));
    }
    let mut section = sections.remove(old).expect("it was looked for right above");
    if let Some(comment) = session.arguments.get("comment") {
        comment.clone_into(&mut section.comment);
    }
    sections.insert(name.to_owned(), section);
    Ok(())
}

fn create_set(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    create_section(session, &mut file.sets, "IPSet", "name")?;
    write(session, &file)
}

fn set_of<'a>(session: &Session<'_>, file: &'a mut File) -> Result<&'a mut Vec<Member>, Died> {
    let name = session.value("name").unwrap_or_default();
    let set = file.sets.get_mut(name).map(|set| &mut set.entries);
    set.ok_or_else(|| Died::Because(format!("no such IPSet '{name}'")))
}

fn member_properties(member: &Member) -> Properties {
    let excluded = if member.is_excluded { "1" } else { "" };
    properties(&[("cidr", &member.network), ("comment", &member.comment), ("nomatch", excluded)])
}

fn shown_members(members: &[Member]) -> serde_json::Value {
    let list: Vec<Properties> = members.iter().map(member_properties).collect();
    let mut shown = listed(&list);
    for (entry, member) in shown.as_array_mut().into_iter().flatten().zip(members) {
        if let Some(error) = &member.error {
            entry["errors"] = serde_json::json!({ "cidr": error });
        }
    }
    shown
}

fn digest_of(members: &[Member]) -> String {
    digest(&members.iter().map(member_properties).collect::<Vec<_>>())
}

fn members(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    Ok(Some(shown_members(set_of(session, &mut file)?)))
}

fn create_member(session: &mut Session<'_>) -> Outcome {
    let files = read(session)?;
    let mut file = files.own.clone();
    set_of(session, &mut file)?;
    let names = Names { cluster: files.cluster.as_ref(), own: Some(&files.own) };
    let given = session.given("cidr");
    let (scope, alias) = spec::unscoped(given);
    let network = if spec::is_name(alias) {
        if names.alias(scope, alias).is_none() {
            return Err(Died::Because(format!("no such alias '{alias}'")));
        }
        given.to_owned()
    } else {
        spec::member(given).map_err(|complaint| Died::parameter("cidr", complaint))?
    };
    let member = Member {
        network: network.clone(),
        is_excluded: session.arguments.is_set("nomatch"),
        comment: session.given("comment").to_owned(),
        error: None,
    };
    let members = set_of(session, &mut file)?;
    if members.iter().any(|known| known.network == network) {
        return Err(Died::parameter("cidr", format!("address '{network}' already exists")));
    }
    if has_zero_prefix(&network) {
        return Err(Died::parameter("cidr", "a zero prefix is not allowed in ipset entries"));
    }
    members.insert(0, member);
    write(session, &file)
}

fn delete_set(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    let is_empty = set_of(session, &mut file)?.is_empty();
    let name = session.value("name").unwrap_or_default();
    if !is_empty && !session.arguments.is_set("force") {
        return Err(Died::Because(format!("IPSet '{name}' is not empty")));
    }
    file.sets.remove(name);
    write(session, &file)
}

fn no_member() -> Died {
    Died::parameter("cidr", "no such IP/Network")
}

fn member(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    let members = set_of(session, &mut file)?;
    let wanted = session.value("cidr").unwrap_or_default();
    let position = members.iter().position(|member| member.network == wanted).ok_or_else(no_member)?;
    Ok(Some(shown_members(members)[position].clone()))
}

fn set_member(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    let members = set_of(session, &mut file)?;
    refuse_modified(session, &digest_of(members))?;
    let wanted = session.value("cidr").unwrap_or_default();
    let member = members.iter_mut().find(|member| member.network == wanted).ok_or_else(no_member)?;
    member.is_excluded = session.arguments.is_set("nomatch");
    session.given("comment").clone_into(&mut member.comment);
    write(session, &file)
}

fn delete_member(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    let members = set_of(session, &mut file)?;
    refuse_modified(session, &digest_of(members))?;
    let wanted = session.value("cidr").unwrap_or_default();
    members.retain(|member| member.network != wanted);
    write(session, &file)
}

/// What a rule may name, each without its scope: the cluster's and the guest's own, in the order of a Perl hash.
fn references(session: &mut Session<'_>) -> Outcome {
    let files = read(session)?;
    let own = if session.scope == Scope::Cluster { "dc" } else { "guest" };
    let scopes = files.cluster.iter().map(|file| ("dc", file)).chain([(own, &files.own)]);
    let mut found = Vec::new();
    for (scope, file) in scopes {
        for (name, set) in &file.sets {
            let reference = format!("+{name}");
            let what = [("name", name.as_str()), ("ref", &reference), ("scope", scope), ("type", "ipset")];
            found.push(properties(&[&what[..], &[("comment", &set.comment)]].concat()));
        }
        for (name, alias) in &file.aliases {
            let comment = alias.as_ref().map_or("", |alias| alias.comment.as_str());
            let what = [("name", name.as_str()), ("ref", name), ("scope", scope), ("type", "alias")];
            found.push(properties(&[&what[..], &[("comment", comment)]].concat()));
        }
    }
    let wanted = session.arguments.get("type");
    found.retain(|entry| wanted.is_none_or(|wanted| entry["type"] == wanted));
    session.world.shuffle(&mut found);
    Ok(Some(found.iter().map(rule::shown).collect()))
}

fn groups(session: &mut Session<'_>) -> Outcome {
    Ok(Some(listed(&headers(&read(session)?.own.groups, "group"))))
}

/// A group that gets another name is renamed in all rules. It has both names while the files of nodes and guests are written.
fn create_group(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    let before = file.clone();
    create_section(session, &mut file.groups, "Security group", "group")?;
    let new = session.given("group").to_owned();
    if let Some(old) = session.arguments.get("rename").filter(|old| *old != new).map(str::to_owned) {
        let mut both = File { groups: file.groups.clone(), ..before.clone() };
        both.groups.extend(before.groups.get_key_value(&old).map(|(name, group)| (name.clone(), group.clone())));
        write(session, &both)?;
        for scope in others(session.world) {
            let mut other = read_one(session.world, &scope, Some(&both));
            session.said.push_str(&other.warnings);
            rename_group(&mut other, &old, &new);
            write_as(session, &scope, &other)?;
        }
        rename_group(&mut file, &old, &new);
    }
    write(session, &file)
}

fn rename_group(file: &mut File, old: &str, new: &str) {
    let uses = |rule: &&mut rule::Rule| rule.get("type") == "group" && rule.get("action") == old;
    file.rules.iter_mut().filter(uses).for_each(|rule| rule.set("action", new));
}

/// Returns the nodes and guests of the cluster that have a file.
fn others(world: &World) -> Vec<Scope> {
    let nodes = world.files.list(Path::new("/etc/pve/nodes")).unwrap_or_default();
    let kinds = [("lxc", Environment::Container), ("qemu-server", Environment::Machine)];
    let guests = nodes.iter().flat_map(|node| kinds.map(|(kind, environment)| (node, kind, environment)));
    let guests = guests.flat_map(|(node, kind, environment)| {
        world.guests(node, kind).into_iter().map(move |id| Scope::Guest(environment, id.to_string()))
    });
    let all = nodes.iter().cloned().map(Scope::Node).chain(guests);
    all.filter(|scope| world.files.exists(Path::new(&scope.path()))).collect()
}

fn delete_group(session: &mut Session<'_>) -> Outcome {
    let mut file = read(session)?.own;
    let name = session.value("group").unwrap_or_default();
    match file.groups.get(name) {
        None => return Err(Died::Because(format!("no such security group '{name}'"))),
        Some(group) if !group.entries.is_empty() => {
            return Err(Died::Because(format!("Security group '{name}' is not empty")));
        }
        Some(_) => {}
    }
    file.groups.remove(name);
    write(session, &file)
}
