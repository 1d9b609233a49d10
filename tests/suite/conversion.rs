//! The page on the conversion: every path of the two files has a row, every key of the reader too, and every row is held by something.

use std::collections::HashMap;

use phoenix_run::config::{self, Configuration, KnownKey, NotManaged, Topic, known_keys};
use serde_json::{Map, Value, json};

use crate::house::{complain, exists, named_tests, read, root, rows, sources};

const PAGE: &str = "docs/conversion.md";

/// What becomes of a key.
const OUTCOMES: [&str; 5] = ["managed", "validated", "inert", "refused", "not managed yet"];

/// Returns a path without its lists, and with one word for all names that owners choose.
fn plain(path: &str) -> String {
    let parts = path.trim_matches('`').replace("[]", "");
    let part = |part: &str| if part.starts_with('<') { "<name>".to_owned() } else { part.to_owned() };
    parts.split('.').map(part).collect::<Vec<_>>().join(".")
}

/// Returns the rows of the two tables of keys by their paths.
fn keys_of_the_page(page: &str) -> HashMap<String, Vec<String>> {
    let is_key =
        |cells: &Vec<String>| cells[0].starts_with('`') && cells.len() == 4 && OUTCOMES.contains(&cells[1].as_str());
    rows(page).into_iter().filter(is_key).map(|cells| (plain(&cells[0]), cells)).collect()
}

/// Returns the row of a path: its own, one that ends like `vllm_*`, or that of all below something (`vms.**`).
fn row_of<'r>(path: &str, rows: &'r HashMap<String, Vec<String>>) -> Option<&'r Vec<String>> {
    let covers = |row: &str| row.ends_with('*') && path.starts_with(row.trim_end_matches('*'));
    rows.get(path).or_else(|| rows.iter().find(|(row, _)| covers(row)).map(|(_, cells)| cells))
}

#[test]
fn every_path_that_the_files_have_had_has_a_row() {
    let rows = keys_of_the_page(&read(PAGE));
    let list = read("tests/data/paths.txt");
    let paths: Vec<&str> = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(paths.len() > 300, "the list of paths has only {} lines", paths.len());
    let missing = paths.iter().filter(|path| row_of(&plain(path), &rows).is_none());
    complain(&missing.map(|path| format!("{PAGE} has no row for `{path}`")).collect::<Vec<_>>());
}

#[test]
fn every_key_of_the_reader_has_a_row_that_says_what_becomes_of_it_and_no_row_has_another_key() {
    let rows = keys_of_the_page(&read(PAGE));
    let keys = known_keys();
    let mut wrong = Vec::new();
    for KnownKey { path, topic } in &keys {
        let Some(cells) = rows.get(path) else {
            wrong.push(format!("{PAGE} has no row for the key `{path}` of runner/src/config/keys/table.rs"));
            continue;
        };
        let expected: &[&str] = match topic {
            Some(Topic::Inert) => &["inert"],
            Some(_) => &["not managed yet"],
            None => &OUTCOMES,
        };
        if !expected.contains(&cells[1].as_str()) {
            wrong.push(format!("{PAGE}: `{path}` is \"{}\", but the reader lists it as {topic:?}", cells[1]));
        }
    }
    let is_known = |path: &str| keys.iter().any(|key| key.path == path.trim_end_matches(".**"));
    let strange = rows.keys().filter(|path| !is_known(path));
    wrong.extend(strange.map(|path| format!("{PAGE} has a row for `{path}`, which the reader does not know")));
    complain(&wrong);
}

/// What stands in the files that have one key only: some keys have a type, and some things are nothing without their name.
const VALUES: &[(&str, &str)] = &[
    ("zfs", "{}"),
    ("zfs.pools", "[]"),
    ("pools.disks", r#"["/dev/disk/by-id/x"]"#),
    ("pools.properties", r#""a=b""#),
    ("pools.filesystem_properties", r#""a=b""#),
    ("zfs.datasets", "[]"),
    ("datasets.properties", r#""a=b""#),
    ("datasets.proxmox_storage_type", r#""dir""#),
    ("datasets.proxmox_content_type", r#""iso""#),
    ("zfs.arc_max_gb", "1"),
    ("zfs.arc_max", "67108864"),
    ("proxmox_storage_ids", "{}"),
    ("proxmox_storage_ids.**", r#""xy""#),
    ("firewall", "{}"),
    ("firewall.enabled", "true"),
    ("global_firewall_rules", "[]"),
    ("firewall.rules", "[]"),
    ("lxc_configs", "{}"),
    ("lxc_configs.<ctid>", "{}"),
    ("memory_mb", "512"),
    ("swap_mb", "512"),
    ("swap", "512"),
    ("cores", "1"),
    ("clone_from_ctid", "102"),
    ("clone_from_template_ctid", "102"),
    ("storage_pool", r#""local""#),
    ("storage_size_gb", "8"),
    ("unprivileged", "true"),
    ("network_config", "{}"),
    ("secondary_network_config", "{}"),
    ("ip", r#""10.0.0.5/24""#),
    ("gw", r#""10.0.0.1""#),
    ("hwaddr", r#""52:54:00:aa:bb:cc""#),
    ("mac_address", r#""52:54:00:aa:bb:cc""#),
    ("nameserver", r#""10.0.0.1""#),
    ("nameservers", r#""10.0.0.1""#),
    ("start_at_boot", "true"),
    ("boot_order", "1"),
    ("boot_delay", "1"),
    ("pct_options", r#"["nesting=1"]"#),
    ("dependencies", "[102]"),
    ("<ctid>.features", r#"["docker"]"#),
    ("is_template", "true"),
    ("template_snapshot_name", r#""base""#),
    ("enable_lifecycle_snapshots", "true"),
    ("lxc_options", r#"["lxc.mount.auto: sys:rw"]"#),
    ("apparmor_manages_nesting", "true"),
    ("gpu_assignment", r#""0""#),
    ("<ctid>.id_maps", "[]"),
    ("id_maps.type", r#""gid""#),
    ("id_maps.host_id", "33"),
    ("id_maps.container_id", "33"),
    ("id_maps.size", "1"),
    ("<ctid>.mount_points", "[]"),
    ("<ctid>.zfs_volumes", "[]"),
    ("<ctid>.volumes", "[]"),
    ("owner_uid", "0"),
    ("owner_gid", "0"),
    ("size_gb", "1"),
    ("pool", r#""xy""#),
    ("exclusive_mounts", "true"),
    ("shared_volumes", "{}"),
    ("shared_volumes.<volume>", "{}"),
    ("shared_volumes.<volume>.mounts", "{}"),
    ("mount_point_base_maps", "true"),
    ("health_check", "{}"),
    ("<ctid>.health_checks", "[]"),
    ("retries", "3"),
    ("interval", "5"),
    ("timeout", "30"),
];

/// Returns a value that a key can have, by the end of its path.
fn value_of(path: &str) -> Value {
    let known = VALUES.iter().find(|(end, _)| path == *end || path.ends_with(&format!(".{end}")));
    known.map_or(json!("x"), |(_, value)| serde_json::from_str(value).expect("the table holds JSON"))
}

/// Returns the file that has this key and nothing else, but what the key's owner must have.
fn file_with_only(path: &str) -> Map<String, Value> {
    let mut value = value_of(&path.replace("[]", ""));
    let parts: Vec<&str> = path.split('.').collect();
    for depth in (0..parts.len()).rev() {
        let name = match parts[depth].trim_end_matches("[]") {
            "<ctid>" => "101",
            name => name,
        };
        value = json!({ name.replace('*', "x"): value });
        if depth > 0 && parts[depth - 1].ends_with("[]") {
            value = json!([with_its_name(parts[depth - 1], value)]);
        }
    }
    value.as_object().cloned().unwrap_or_default()
}

/// A pool is nothing without its name, a dataset without its pool, a map without its ids.
fn with_its_name(list: &str, mut element: Value) -> Value {
    let needed: &[&str] = match list {
        "pools[]" => &["name"],
        "datasets[]" => &["name", "pool"],
        "id_maps[]" => &["type", "host_id", "container_id"],
        _ => &[],
    };
    for key in needed {
        if element.get(key).is_none() {
            element[key] = value_of(&format!("{}.{key}", list.trim_end_matches("[]")));
        }
    }
    element
}

/// Reads a file that has one key only.
fn read_only(path: &str) -> Result<Configuration, String> {
    let of_guests = ["lxc_configs", "nvidia_driver_version", "nvidia_repo_url", "nvidia_runfile_url"];
    let is_of_guests = of_guests.contains(&path.split('.').next().unwrap_or_default());
    let (mut host, mut guests) = (json!({}), json!({ "lxc_configs": {} }));
    let target = if is_of_guests { &mut guests } else { &mut host };
    target.as_object_mut().into_iter().for_each(|keys| keys.extend(file_with_only(path)));
    config::read(host.to_string().as_bytes(), guests.to_string().as_bytes())
        .map_err(|findings| format!("a file with only `{path}` is rejected: {findings:?}"))
}

/// Says what is listed otherwise than the row says.
fn other_than_its_row(path: &str, cells: &[String], configuration: &Configuration) -> Option<String> {
    let (outcome, told) = (cells[1].as_str(), cells[2].as_str());
    let listed: Vec<&NotManaged> = configuration.not_managed.iter().chain(&configuration.inert).collect();
    let spelled = |key: &str| plain(&key.replace("[0]", "").replace(".101", ".<ctid>"));
    let find = |path: &str| listed.iter().find(|entry| spelled(&entry.key) == path.replace('*', "x")).copied();
    let own = find(path);
    // What is below something is listed with it.
    let ends = path.match_indices('.').map(|(end, _)| end).chain([path.len()]);
    let nearest = ends.filter_map(|end| find(&path[..end])).next_back();
    let has = |entry: Option<&NotManaged>, inert| entry.is_some_and(|entry| (entry.topic == Topic::Inert) == inert);
    let is_so = match outcome {
        "inert" => has(nearest, true),
        "not managed yet" => has(nearest, false),
        _ => own.is_none(),
    };
    let topic = told.strip_prefix("listed as ").map(|topic| topic.split(';').next().unwrap_or_default());
    let whole = told.strip_prefix("part of `").and_then(|whole| whole.split('`').next());
    let is_listed =
        |whole: &str| [whole, &format!("lxc_configs.<name>.{whole}")].into_iter().any(|path| find(path).is_some());
    let is_told = topic.is_none_or(|topic| own.is_some_and(|own| own.topic.to_string() == topic))
        && whole.is_none_or(|whole| own.is_none() && is_listed(&plain(whole)));
    (!is_so || !is_told)
        .then(|| format!("{PAGE}: `{path}` is \"{outcome}, {told}\", but a file with it lists {listed:?}"))
}

#[test]
fn a_file_with_only_that_key_is_listed_as_its_row_says() {
    let rows = keys_of_the_page(&read(PAGE));
    let mut wrong = Vec::new();
    for (path, cells) in &rows {
        match read_only(cells[0].trim_matches('`')) {
            Ok(configuration) => {
                wrong.extend(other_than_its_row(path, cells, &configuration));
                let is_strange = configuration.findings.iter().any(|told| told.message == "nothing reads this key");
                wrong.extend(is_strange.then(|| format!("`{path}` has a row, but nothing reads it")));
            }
            Err(rejected) => wrong.push(rejected),
        }
    }
    complain(&wrong);
}

#[test]
fn every_row_is_held_by_tests_and_stories_that_exist() {
    let page = read(PAGE);
    let sources = sources();
    let mut wrong = Vec::new();
    for cells in rows(&page).iter().filter(|cells| cells.len() > 2 && cells[0] != "path") {
        let held_by = &cells[cells.len() - 1];
        let stories: Vec<&str> = held_by.split('`').filter(|word| word.ends_with(".story")).collect();
        let tests = named_tests(held_by);
        let needs_one = ["`", "B-", "V-"].iter().any(|beginning| cells[0].starts_with(beginning));
        if needs_one && tests.is_empty() && stories.is_empty() {
            wrong.push(format!("{PAGE}: the row of {} names neither a test nor a story", cells[0]));
        }
        let gone = tests.iter().filter(|test| !exists(test, &sources)).map(String::as_str);
        let untold = stories.into_iter().filter(|story| !root().join("tests/stories").join(story).is_file());
        wrong.extend(gone.chain(untold).map(|name| format!("{PAGE} names `{name}`, which does not exist")));
    }
    complain(&wrong);
}

#[test]
fn every_defect_and_every_rule_has_a_row() {
    let page = read(PAGE);
    let first: Vec<String> = rows(&page).into_iter().map(|cells| cells[0].clone()).collect();
    let numbered = |letter: char, last: u8| (1..=last).map(move |number| format!("{letter}-{number:02}"));
    let missing = numbered('B', 38).chain(numbered('V', 65)).filter(|id| !first.contains(id));
    complain(&missing.map(|id| format!("{PAGE} has no row for {id}")).collect::<Vec<_>>());
}
