//! The documentation beside each module, as `ansible-doc` reads it.
//!
//! Nothing is written for it by hand. Options and return values are the schemas that the modules coerce by and answer with, so
//! their doc comments; the introduction is that of the module's page, the examples are the tasks of its playbook.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use phoenix_modules::catalog::{MODULES, Module};

mod markup;
mod options;
mod prose;
mod returns;
mod schema;
mod yaml;

use markup::Markup;
use yaml::Yaml;

/// The collection's namespace and name.
pub const COLLECTION: &str = "thinkheads.phoenix";

/// Where the collection's modules lie, below the project's root.
const FOLDER: &str = "playbooks/collection/plugins/modules";

/// What is true of every module.
const NOTE: &str = "The module is a static binary for x86_64 Linux; the host needs no Python.";

/// What is true of every module that keeps something.
const NOTES: [&str; 3] = [
    "In check mode it only looks, and answers what a run would do: the same changes, commands and risks.",
    "A change that could stop a guest, expose something or cannot be taken back is held, and fails the task, unless \
     `allow` names its risk.",
    "Quote MAC addresses and ranges of ports: YAML reads `52:54:00:12:34:56` and `20:21` as numbers.",
];

/// A file of the collection, and what belongs into it.
#[derive(Debug)]
pub struct File {
    /// Its path below the project's root.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// Returns the documentation of every module; the error names the page or the playbook that could not be read.
pub fn files() -> Result<Vec<File>> {
    let file = |module: &Module| {
        let path = Path::new(FOLDER).join(format!("{}.yml", module.name));
        Ok(File { path, text: text(module).with_context(|| format!("document {}", module.name))? })
    };
    MODULES.iter().map(file).collect()
}

/// Writes the documentation of every module. Returns the paths of what had to be changed.
#[expect(clippy::disallowed_methods, reason = "it writes files of the project, and none of a host")]
pub fn write() -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for File { path, text } in files()? {
        let place = root().join(&path);
        if fs::read_to_string(&place).is_ok_and(|there| there == text) {
            continue;
        }
        fs::create_dir_all(root().join(FOLDER))?;
        fs::write(&place, text).with_context(|| format!("write {}", place.display()))?;
        written.push(path);
    }
    Ok(written)
}

/// Returns the folder that holds the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(module: &Module) -> Result<String> {
    let name = module.name;
    let kind = name.trim_start_matches("phoenix_");
    let (page, playbook) = (format!("docs/modules/{name}.md"), format!("playbooks/{kind}.yml"));
    let schema = (module.schema)();
    let markup = Markup::of(&schema);
    let introduction = prose::introduction(&read(&page)?).with_context(|| format!("{page} has no introduction"))?;
    let examples = prose::tasks(&read(&playbook)?).with_context(|| format!("{playbook} has no tasks"))?;
    let documentation = Yaml::Map(vec![
        ("module".to_owned(), Yaml::text(name)),
        ("short_description".to_owned(), Yaml::text(prose::short(&introduction))),
        ("description".to_owned(), markup.paragraphs(&introduction)),
        ("author".to_owned(), Yaml::List(vec![Yaml::text("The Phoenix developers (!UNKNOWN)")])),
        ("attributes".to_owned(), attributes(module)),
        ("notes".to_owned(), markup.paragraphs(&notes(module))),
        ("options".to_owned(), options::of(&schema, &markup)),
    ]);
    let whole = Yaml::Map(vec![
        ("DOCUMENTATION".to_owned(), documentation),
        ("EXAMPLES".to_owned(), Yaml::Block(examples)),
        ("RETURN".to_owned(), returns::of(&(module.reply)(), &Markup::of_answer())),
    ]);
    Ok(format!("{}{}", header(&page, &playbook), whole.document()))
}

/// `ansible-test sanity` looks for the name of a licence in the first lines.
fn header(page: &str, playbook: &str) -> String {
    format!(
        "# Made by `cargo run -p phoenix-tests --bin collection docs` from the module's types,\n\
         # {page} and {playbook}.\n\
         # SPDX-License-Identifier: MIT OR Apache-2.0\n\
         # Both may be combined with works under the GNU General Public License, version 3.\n---\n"
    )
}

fn notes(module: &Module) -> Vec<String> {
    let of_keepers = if module.keeps { &NOTES[..] } else { &[] };
    std::iter::once(&NOTE).chain(of_keepers).map(ToString::to_string).collect()
}

fn attributes(module: &Module) -> Yaml {
    let attribute = |name: &str, description: &str, support: &str| {
        let fields = [("description", description), ("support", support)];
        let fields = fields.map(|(key, text)| (key.to_owned(), Yaml::text(text)));
        (name.to_owned(), Yaml::Map(fields.to_vec()))
    };
    Yaml::Map(vec![
        attribute("check_mode", "Says what a run would do, and changes nothing.", "full"),
        attribute(
            "diff_mode",
            "Tells both sides of what differs, managed properties only.",
            if module.keeps { "full" } else { "N/A" },
        ),
    ])
}

#[expect(clippy::disallowed_methods, reason = "it reads files of the project, and none of a host")]
fn read(path: &str) -> Result<String> {
    fs::read_to_string(root().join(path)).with_context(|| format!("read {path}"))
}
