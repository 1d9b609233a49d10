//! The page on the conversion: every path of the two files has a row, every key of the reader too, and every row is held by something.

use std::collections::HashMap;

use phoenix_run::config::{KnownKey, Topic, known_keys};

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
    let missing = numbered('B', 38).chain(numbered('V', 64)).filter(|id| !first.contains(id));
    complain(&missing.map(|id| format!("{PAGE} has no row for {id}")).collect::<Vec<_>>());
}
