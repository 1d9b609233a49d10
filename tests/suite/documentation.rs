//! The documentation beside each module of the collection says what the module's types say.
#![expect(clippy::disallowed_methods, reason = "these tests read the source tree, not a host")]

use std::collections::BTreeSet;
use std::fs;

use phoenix_modules::catalog::MODULES;
use phoenix_modules::plan::Risk;
use phoenix_tests::collection::docs;

use crate::house::{complain, read, rows, sources};

#[test]
fn the_documentation_of_every_module_is_the_one_that_its_types_make() {
    let files = docs::files().unwrap();
    assert_eq!(files.len(), MODULES.len());
    let stale = files.iter().filter(|file| {
        let there = fs::read_to_string(docs::root().join(&file.path)).unwrap_or_default();
        there != file.text
    });
    let sentence = |file: &docs::File| {
        format!("{} is stale; run `cargo run -p phoenix-tests --bin collection docs`", file.path.display())
    };
    complain(&stale.map(sentence).collect::<Vec<_>>());
}

#[test]
fn no_documentation_is_left_of_a_module_that_is_gone() {
    let files = docs::files().unwrap();
    let folder = docs::root().join(files[0].path.parent().unwrap());
    let made: BTreeSet<_> = files.iter().map(|file| docs::root().join(&file.path)).collect();
    let found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let left =
        found.filter(|path| path.extension().is_some_and(|extension| extension == "yml") && !made.contains(path));
    complain(&left.map(|path| format!("{} documents no module", path.display())).collect::<Vec<_>>());
}

/// What a person writes beside each argument is where the documentation comes from.
#[test]
fn every_option_and_every_value_that_is_returned_is_described() {
    for file in docs::files().unwrap() {
        let text = read(&file.path.to_string_lossy());
        assert!(!text.contains("description: []"), "{}: something has no description", file.path.display());
        for part in ["\nDOCUMENTATION:\n", "\n  options:\n", "\nEXAMPLES: |\n", "\nRETURN:\n  changed:\n"] {
            assert!(text.contains(part), "{}: {part:?} is missing", file.path.display());
        }
    }
}

/// Whoever reads which risks a container's changes have may want to allow each of them.
#[test]
fn the_page_of_a_container_names_every_risk_that_its_source_gives() {
    let rows = rows(&read("docs/modules/phoenix_lxc.md"));
    let allow = rows.iter().find(|cells| cells[0] == "`allow`").expect("a row of `allow`").join(" ");
    let sources = sources();
    let is_of_a_container =
        |path: &str| path.starts_with("modules/src/lxc/") && path.ends_with(".rs") && !path.ends_with("tests.rs");
    let of_a_container = sources.iter().filter(|source| is_of_a_container(&source.path));
    let text: String = of_a_container.flat_map(|source| source.text.split("#[cfg(test)]").take(1)).collect();
    let gives = |risk: &Risk| {
        ["risking(Risk::", "risk = Risk::"].iter().any(|gives| text.contains(&format!("{gives}{risk:?}")))
    };
    let given: Vec<&str> = Risk::ALLOWABLE.iter().filter(|(_, risk)| gives(risk)).map(|(name, _)| *name).collect();
    assert!(given.len() >= 3, "{given:?}");
    let missing = given.iter().filter(|name| !allow.contains(&format!("`{name}`")));
    complain(&missing.map(|name| format!("docs/modules/phoenix_lxc.md: `allow` lacks `{name}`")).collect::<Vec<_>>());
}
