//! The house keeps its own order: who may import whom, what lies where, and what must be written down.
#![expect(clippy::disallowed_methods, reason = "these tests read the source tree, not a host")]
#![expect(clippy::unwrap_used, reason = "a source tree that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use phoenix_modules::catalog::MODULES;
use phoenix_modules::host::real::{ROOT_VARIABLE, SSH_VARIABLE};
use phoenix_modules::protocol::LOG_VARIABLE;
use phoenix_run::cli::Cli;
use serde_json::Value;

/// Who may import whom among the rooms of `modules`; a kind is named by `kind`, a module that only tells by `telling`: it reads as
/// the kinds read.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("names", &[]),
    ("command", &["names"]),
    ("plan", &["command", "names"]),
    ("host", &["command", "plan", "names"]),
    ("resource", &["plan", "host"]),
    ("pve", &["names", "command", "plan", "host"]),
    ("arguments", &[]),
    ("protocol", &["resource", "information", "plan", "host", "arguments"]),
    ("kind", &["names", "command", "plan", "host", "resource", "pve", "arguments"]),
    ("information", &["host"]),
    ("telling", &["names", "command", "host", "information", "pve", "kind"]),
    ("catalog", &["kind", "telling", "protocol", "resource", "information", "host"]),
    ("bin", &["protocol", "kind", "telling"]),
];

/// What of `modules` the runner may import: data, the protocol and the door for files, never a kind.
const RUNNER_MAY_IMPORT: &[&str] = &["protocol", "names", "command", "plan", "host"];

/// The two files that start processes.
const DOORS: [&str; 2] = ["modules/src/host/real.rs", "runner/src/launcher.rs"];

/// The files that write: the host's files, the modules' arguments file, the log that a person asks for.
const WRITERS: [&str; 3] = ["modules/src/host/real.rs", "runner/src/launcher.rs", "modules/src/protocol/log.rs"];

/// What lies at the top of the repository.
const TOP_LEVEL: &[&str] = &[
    ".cargo",
    ".ci",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "docs",
    "modules",
    "playbooks",
    "runner",
    "rustfmt.toml",
    "tests",
];

/// How long a file may be, in lines.
const LONGEST_FILE: usize = 600;

/// What is not written by people may be longer.
const MADE: &str = "playbooks/collection/plugins/modules/";

/// A file of the project.
pub(crate) struct Source {
    /// Its path below the root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace").to_owned()
}

/// Returns every text file that people write; what tools write (`Cargo.lock`, `target`) is not among them.
pub(crate) fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root(), &mut found);
    found.sort_by(|one, two| one.path.cmp(&two.path));
    found
}

fn walk(directory: &Path, found: &mut Vec<Source>) {
    const WRITTEN: [&str; 9] = ["rs", "md", "toml", "yml", "json", "story", "run", "gitignore", "conf"];
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", ".git"].contains(&name.as_str()) {
                walk(&path, found);
            }
            continue;
        }
        if WRITTEN.contains(&name.rsplit('.').next().unwrap()) {
            let below = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{below} is not read: {error}"));
            found.push(Source { path: below, text });
        }
    }
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} is missing: {error}"))
}

pub(crate) fn complain(sentences: &[String]) {
    assert!(sentences.is_empty(), "\n{}\n", sentences.join("\n"));
}

/// Returns the kinds of resource: `lxc` of `modules/src/bin/phoenix_lxc.rs`.
fn kinds() -> BTreeSet<String> {
    let files = fs::read_dir(root().join("modules/src/bin")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
    let kind = |name: String| Some(name.strip_prefix("phoenix_")?.strip_suffix(".rs")?.to_owned());
    names.filter_map(kind).collect()
}

/// Returns a file's code without comments and without the tests at its end.
fn code(source: &Source) -> String {
    let shipped = source.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = shipped.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules that only tell.
const TELLING: &[&str] = &["host_info"];

/// Returns what the table of imports calls a room.
fn class_of<'a>(room: &'a str, kinds: &BTreeSet<String>) -> &'a str {
    match room {
        _ if TELLING.contains(&room) => "telling",
        _ if kinds.contains(room) => "kind",
        _ => room,
    }
}

fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("/laws.rs")
}

/// Returns every path below `root` that the code names: `host::real::RealHost` of `crate::host::real::RealHost`.
fn paths_below(root: &str, code: &str) -> Vec<String> {
    let root = format!("{root}::");
    let mut paths = Vec::new();
    for (start, _) in code.match_indices(&root) {
        let is_within_a_path =
            code[..start].ends_with(|before: char| before.is_alphanumeric() || "_:".contains(before));
        if !is_within_a_path {
            paths.extend(tree(&mut &code[start + root.len()..]));
        }
    }
    paths
}

/// Reads a path, or a tree of them in braces.
fn tree(rest: &mut &str) -> Vec<String> {
    *rest = rest.trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        *rest = inside;
        return branches(rest);
    }
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    let Some(deeper) = after.strip_prefix("::") else { return vec![word.to_owned()] };
    *rest = deeper;
    tree(rest).into_iter().map(|below| format!("{word}::{below}")).collect()
}

fn branches(rest: &mut &str) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(letter) = rest.chars().next() {
        if letter == '}' {
            *rest = &rest[1..];
            break;
        }
        match letter.is_alphanumeric() || letter == '_' {
            true => all.extend(tree(rest)),
            false => *rest = &rest[letter.len_utf8()..],
        }
    }
    all
}

/// Returns the paths of `super::...` that lead out to the root of the package.
fn paths_to_the_root(module: &[&str], code: &str) -> Vec<String> {
    let resolve = |path: String| {
        let words: Vec<&str> = path.split("::").collect();
        let further = words.iter().take_while(|word| **word == "super").count();
        (further + 1 == module.len()).then(|| words[further..].join("::"))
    };
    paths_below("super", code).into_iter().filter_map(resolve).collect()
}

#[test]
fn trees_of_imports_are_read() {
    assert_eq!(
        paths_below("crate", "use crate::host::{Probe, real::{A, B as _}};"),
        ["host::Probe", "host::real::A", "host::real::B", "host::as", "host::_"]
            .map(|path| path.replace("host::as", "host::real::as").replace("host::_", "host::real::_"))
    );
    assert_eq!(paths_below("crate", "supercrate::a; x::crate::b; crate::c()"), ["c"]);
    assert_eq!(paths_to_the_root(&["lxc", "life"], "super::text; super::super::pvesm::X"), ["pvesm::X"]);
}

#[test]
fn every_room_imports_only_what_the_table_allows() {
    let kinds = kinds();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.path.ends_with(".rs") && !is_test_file(&source.path)) {
        let Some(below) = source.path.strip_prefix("modules/src/") else { continue };
        let module: Vec<&str> = below.trim_end_matches(".rs").split('/').collect();
        let own = module[0];
        if own == "lib" {
            continue;
        }
        let class = class_of(own, &kinds);
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(room, _)| *room == class) else {
            wrong.push(format!(
                "{}: the room `{own}` has no line in the table of imports of tests/suite/house.rs",
                source.path
            ));
            continue;
        };
        let code = code(source);
        let outside = if class == "bin" { paths_below("phoenix_modules", &code) } else { paths_below("crate", &code) };
        for path in outside.into_iter().chain(paths_to_the_root(&module, &code)) {
            let room = path.split("::").next().unwrap_or_default();
            let other = class_of(room, &kinds);
            let is_known = MAY_IMPORT.iter().any(|(known, _)| *known == other);
            if is_known && room != own && !allowed.contains(&other) {
                wrong.push(format!("{}: `{own}` may not import `{path}`", source.path));
            }
            let touches = ["host", "host::Host"].contains(&path.as_str())
                || path.starts_with("host::real")
                || path.starts_with("host::process");
            if touches && ["kind", "telling", "pve"].contains(&class) {
                wrong.push(format!("{}: `{own}` can only look, so it may not import `{path}`", source.path));
            }
        }
    }
    complain(&wrong);
}

#[test]
fn a_module_binary_is_one_kind_and_the_protocol() {
    let wrong = |kind: &String| {
        let path = format!("modules/src/bin/phoenix_{kind}.rs");
        let text = read(&path);
        let rooms: BTreeSet<String> = paths_below("phoenix_modules", &text)
            .iter()
            .map(|path| path.split("::").next().unwrap_or_default().to_owned())
            .collect();
        (rooms != BTreeSet::from([kind.clone(), "protocol".to_owned()]))
            .then(|| format!("{path}: it imports {rooms:?}, and not its own kind and the protocol alone"))
    };
    complain(&kinds().iter().filter_map(wrong).collect::<Vec<_>>());
}

#[test]
fn the_runner_knows_modules_only_by_the_protocol() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.path.starts_with("runner/src/")) {
        for path in paths_below("phoenix_modules", &code(source)) {
            let room = path.split("::").next().unwrap_or_default();
            if !RUNNER_MAY_IMPORT.contains(&room) {
                wrong.push(format!("{}: the runner may not import `{path}`", source.path));
            }
        }
    }
    complain(&wrong);
}

#[test]
fn nothing_that_ships_imports_the_tests() {
    let package = concat!("phoenix", "_tests");
    let needles = [package.to_owned(), package.replace('_', "-")];
    let ships = |source: &&Source| source.path.starts_with("modules/") || source.path.starts_with("runner/");
    let names = |source: &Source| needles.iter().any(|needle| source.text.contains(needle.as_str()));
    let wrong: Vec<String> = sources()
        .iter()
        .filter(ships)
        .filter(|source| names(source))
        .map(|source| format!("{}: it names the package of the tests", source.path))
        .collect();
    complain(&wrong);
}

#[test]
fn processes_are_started_in_two_files_only() {
    let needles = ["process::Command", "duct::", "use duct", "\"sh\"", "\"bash\"", "/bin/sh"];
    let mut wrong = Vec::new();
    for source in sources() {
        let ships = source.path.starts_with("modules/src/") || source.path.starts_with("runner/src/");
        if !ships || is_test_file(&source.path) || DOORS.contains(&source.path.as_str()) {
            continue;
        }
        let code = code(&source);
        for needle in needles.iter().filter(|needle| code.contains(**needle)) {
            wrong.push(format!(
                "{}: `{needle}` starts a process, which only {} may do",
                source.path,
                DOORS.join(" and ")
            ));
        }
    }
    for door in DOORS {
        assert!(read(door).contains("duct::cmd"), "{door} starts no process any more, so this test looks at nothing");
    }
    complain(&wrong);
}

#[test]
fn files_are_written_in_named_places_only() {
    let needles =
        ["fs::write", "File::create", "File::options", "OpenOptions", "fs::rename", "fs::create_dir", "fs::remove"];
    let mut wrong = Vec::new();
    for source in sources() {
        let ships = source.path.starts_with("modules/src/") || source.path.starts_with("runner/src/");
        if !ships || is_test_file(&source.path) || WRITERS.contains(&source.path.as_str()) {
            continue;
        }
        let code = code(&source);
        for needle in needles.iter().filter(|needle| code.contains(**needle)) {
            wrong.push(format!("{}: `{needle}` changes files, which only {} may do", source.path, WRITERS.join(", ")));
        }
    }
    complain(&wrong);
}

#[test]
fn every_module_has_its_page_its_playbook_and_its_stories() {
    let has_stories = root().join("tests/stories").is_dir();
    let mut missing = Vec::new();
    for kind in kinds() {
        let page = format!("docs/modules/phoenix_{kind}.md");
        let playbook = format!("playbooks/{kind}.yml");
        for path in [page, playbook] {
            if !root().join(&path).is_file() {
                missing.push(format!("{path} is missing: the module phoenix_{kind} is not described there"));
            }
        }
        let stories = format!("tests/stories/{kind}");
        if has_stories && !root().join(&stories).is_dir() {
            missing.push(format!("{stories} is missing: no story tells what phoenix_{kind} does"));
        }
        let uses = format!("phoenix_{kind}:");
        if !read(&format!("playbooks/{kind}.yml")).contains(&uses) {
            missing.push(format!("playbooks/{kind}.yml does not use phoenix_{kind}"));
        }
    }
    complain(&missing);
}

/// Collects the names of all arguments that a person may give, those inside of lists too.
fn collect_arguments(schema: &Value, definitions: &Value, names: &mut BTreeSet<String>) {
    let reference = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
    let choices = ["anyOf", "allOf", "oneOf"].iter().filter_map(|word| schema[*word].as_array()).flatten();
    let inner = choices.chain(reference.map(|name| &definitions[name])).chain(schema.get("items"));
    inner.for_each(|schema| collect_arguments(schema, definitions, names));
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if property["x-internal"] != Value::Bool(true) && names.insert(name.clone()) {
            collect_arguments(property, definitions, names);
        }
    }
}

#[test]
fn every_argument_of_a_module_is_on_its_page() {
    let mut missing = Vec::new();
    for module in MODULES {
        let schema = (module.schema)();
        let mut names = BTreeSet::new();
        collect_arguments(&schema, &schema["$defs"], &mut names);
        let is_read =
            names.contains("resources") && names.contains("state") || !module.keeps && names.contains("gather");
        assert!(is_read, "the schema of {} is not read", module.name);
        let path = format!("docs/modules/{}.md", module.name);
        let page = read(&path);
        for name in names.iter().filter(|name| !page.contains(&format!("`{name}`"))) {
            missing.push(format!("{path} does not tell what `{name}` is"));
        }
    }
    complain(&missing);
}

#[test]
fn every_module_binary_is_in_the_catalog() {
    let named: BTreeSet<String> = MODULES.iter().map(|module| module.name.replace("phoenix_", "")).collect();
    let missing = kinds()
        .difference(&named)
        .map(|kind| format!("modules/src/catalog.rs does not list phoenix_{kind}"))
        .collect::<Vec<_>>();
    complain(&missing);
}

#[test]
fn every_option_of_phoenix_run_is_on_its_page() {
    let page = read("docs/phoenix-run.md");
    let command = Cli::command();
    let subcommands: Vec<&clap::Command> = command.get_subcommands().collect();
    let options = command.get_arguments().chain(subcommands.iter().flat_map(|command| command.get_arguments()));
    let mut wanted: BTreeSet<String> = options.filter_map(|option| Some(format!("--{}", option.get_long()?))).collect();
    wanted.extend(subcommands.iter().map(|command| command.get_name().to_owned()));
    assert!(wanted.contains("--lxc-config") && wanted.contains("converge"), "the options are not read: {wanted:?}");
    let missing = wanted.iter().filter(|name| !page.contains(&format!("`{name}")));
    complain(&missing.map(|name| format!("docs/phoenix-run.md does not tell what `{name}` does")).collect::<Vec<_>>());
}

#[test]
fn every_variable_of_the_environment_is_in_the_architecture() {
    let page = read("docs/architecture.md");
    let missing =
        [ROOT_VARIABLE, LOG_VARIABLE, SSH_VARIABLE].into_iter().filter(|name| !page.contains(&format!("`{name}`")));
    complain(&missing.map(|name| format!("docs/architecture.md does not tell what {name} does")).collect::<Vec<_>>());
}

/// Returns the rows of a page's tables as cells, heads and rules aside.
pub(crate) fn rows(page: &str) -> Vec<Vec<String>> {
    let rows = page.lines().filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|'));
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    rows.map(cells).filter(|cells| !cells[0].starts_with("---")).collect()
}

/// Returns the tests that a cell names: `laws::check_changes_nothing` in backticks.
pub(crate) fn named_tests(cell: &str) -> Vec<String> {
    let is_test = |word: &str| {
        word.contains("::") && word.chars().all(|letter| letter.is_ascii_lowercase() || "_:0123456789".contains(letter))
    };
    cell.split('`').skip(1).step_by(2).filter(|word| is_test(word)).map(str::to_owned).collect()
}

/// Returns whether the file of this name has this test: `plan::a_test` is `fn a_test` in a file or folder `plan`.
pub(crate) fn exists(test: &str, sources: &[Source]) -> bool {
    let mut words = test.rsplit("::");
    let function = format!("fn {}(", words.next().unwrap_or_default());
    let room = words.next().unwrap_or_default();
    let is_of_room = |path: &str| path.trim_end_matches(".rs").split('/').any(|part| part == room);
    let mut candidates = sources.iter().filter(|source| source.path.ends_with(".rs") && is_of_room(&source.path));
    candidates.any(|source| source.text.contains(&function))
}

#[test]
fn every_law_names_a_test_that_exists() {
    let sources = sources();
    let architecture = read("docs/architecture.md");
    let laws: Vec<Vec<String>> =
        rows(&architecture).into_iter().filter(|cells| cells[0].parse::<u32>().is_ok()).collect();
    let mut wrong = Vec::new();
    for number in 1..=18 {
        let Some(law) = laws.iter().find(|cells| cells[0] == number.to_string()) else {
            wrong.push(format!("docs/architecture.md: law {number} is missing"));
            continue;
        };
        let tests = named_tests(law.last().expect("a row has cells"));
        if tests.is_empty() {
            wrong.push(format!("docs/architecture.md: law {number} names no test"));
        }
        let gone = tests.iter().filter(|test| !exists(test, &sources));
        wrong.extend(
            gone.map(|test| format!("docs/architecture.md: law {number} names `{test}`, which does not exist")),
        );
    }
    complain(&wrong);
}

#[test]
fn what_the_readme_promises_is_held_by_tests_that_exist() {
    let sources = sources();
    let tests: Vec<String> =
        rows(&read("README.md")).iter().flat_map(|cells| named_tests(&cells[cells.len() - 1])).collect();
    assert!(tests.len() >= 5, "README.md names {} tests for what Phoenix never does", tests.len());
    let gone = tests.iter().filter(|test| !exists(test, &sources));
    complain(&gone.map(|test| format!("README.md names the test `{test}`, which does not exist")).collect::<Vec<_>>());
}

#[test]
fn what_ansible_asks_of_a_module_is_held_by_tests_that_exist() {
    let sources = sources();
    let rows = rows(&read("docs/ansible.md"));
    let asked: Vec<&Vec<String>> = rows.iter().filter(|cells| cells.len() == 2 && cells[1] != "test").collect();
    assert!(asked.len() >= 25, "docs/ansible.md has {} rows", asked.len());
    let mut wrong = Vec::new();
    for cells in asked {
        let tests = named_tests(&cells[1]);
        if tests.is_empty() {
            wrong.push(format!("docs/ansible.md: no test holds that {}", cells[0]));
        }
        let gone = tests.iter().filter(|test| !exists(test, &sources));
        wrong.extend(gone.map(|test| format!("docs/ansible.md names the test `{test}`, which does not exist")));
    }
    complain(&wrong);
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    let names = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let found: BTreeSet<String> = names.filter(|name| ![".git", "target"].contains(&name.as_str())).collect();
    let allowed: BTreeSet<String> = TOP_LEVEL.iter().map(|name| (*name).to_owned()).collect();
    let strange = found.difference(&allowed).map(|name| format!("{name} does not belong at the top of the repository"));
    let missing = allowed.difference(&found).map(|name| format!("{name} is missing at the top of the repository"));
    complain(&strange.chain(missing).collect::<Vec<_>>());
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let long = |source: &Source| {
        let lines = source.text.lines().count();
        (lines > LONGEST_FILE)
            .then(|| format!("{} has {lines} lines; split it by subject, {LONGEST_FILE} are the most", source.path))
    };
    let is_written = |source: &&Source| !source.path.ends_with(".json") && !source.path.starts_with(MADE);
    complain(&sources().iter().filter(is_written).filter_map(long).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_unfinished_and_no_machine_is_named() {
    // Each needle is written in two parts, so that this file does not find itself.
    let unfinished = [
        concat!("to", "do!"),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("unimple", "mented!"),
        concat!("#[ign", "ore"),
    ];
    let machines = [
        concat!("..", "/shared"),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/."),
        concat!("/tmp/", "target"),
        concat!("/tmp/", "wt/"),
        concat!("index.cra", "tes.io"),
        concat!("static.cra", "tes.io"),
        concat!("replace", "-with"),
        concat!("py", "pi.org"),
    ];
    let mut wrong = Vec::new();
    for Source { path, text } in &sources() {
        for (index, line) in text.lines().enumerate() {
            let at = format!("{path}:{}", index + 1);
            let left = unfinished.iter().filter(|needle| line.contains(**needle));
            wrong.extend(left.map(|needle| format!("{at}: `{needle}` says that something is unfinished")));
            let named = machines.iter().filter(|needle| line.contains(**needle));
            wrong.extend(named.map(|needle| format!("{at}: `{needle}` names a machine, not the project")));
        }
    }
    complain(&wrong);
}

/// Without the tables for unwinding (.cargo/static.ld), whoever walks the stack aborts the program: nothing but a panic may.
#[test]
fn no_error_captures_a_backtrace() {
    let line = read("Cargo.toml").lines().find(|line| line.starts_with("anyhow")).map(str::to_owned);
    assert_eq!(line.as_deref(), Some("anyhow = { version = \"1\", default-features = false }"));
    let shipped = |source: &&Source| source.path.starts_with("modules/src") || source.path.starts_with("runner/src");
    let sources = sources();
    let walking = sources.iter().filter(shipped).filter(|source| source.text.contains("Backtrace"));
    complain(&walking.map(|source| format!("{} captures a backtrace", source.path)).collect::<Vec<_>>());
}

/// A number of its own in a law would be deaf to `PROPTEST_CASES`: `over` is not.
#[test]
fn no_law_says_by_itself_over_how_many_cases_it_is_held() {
    let is_deaf = |line: &&str| {
        let number = ["cases: ", "with_cases("].iter().find_map(|word| line.split_once(word));
        line.contains("Config")
            && number.is_some_and(|(_, rest)| rest.starts_with(|digit: char| digit.is_ascii_digit()))
    };
    let sources = sources();
    let deaf =
        sources.iter().filter(|source| source.path.ends_with(".rs") && source.text.lines().any(|line| is_deaf(&line)));
    complain(&deaf.map(|source| format!("{}: say `crate::over(N)`", source.path)).collect::<Vec<_>>());
}
