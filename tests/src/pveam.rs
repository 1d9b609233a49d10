//! The simulated `pveam`: templates of containers, by their names only.

use std::path::Path;

use crate::perl::{self, FAILED, Kind, Parameter, REFUSED, Verb, formats, storage_formats};
use crate::pvesm::{config, place};
use crate::world::{Answer, World};

const STORAGE: Parameter = Parameter::new("storage", Kind::Text(storage_formats::storage_id));

const AVAILABLE: Verb = Verb {
    usage: "pveam available  [OPTIONS]",
    positionals: &[],
    options: &[&[Parameter::new("section", Kind::Words(&["system", "mail", "turnkeylinux"]))]],
};

const DOWNLOAD: Verb = Verb {
    usage: "pveam download <storage> <template>",
    positionals: &[STORAGE, Parameter::new("template", Kind::Text(formats::anything))],
    options: &[],
};

const LIST: Verb = Verb { usage: "pveam list <storage>", positionals: &[STORAGE], options: &[] };

const REMOVE: Verb = Verb {
    usage: "pveam remove <template_path>",
    positionals: &[Parameter::new("template_path", Kind::Text(formats::anything))],
    options: &[],
};

const UPDATE: Verb = Verb { usage: "pveam update ", positionals: &[], options: &[] };

const USAGE: &str = "       pveam available  [OPTIONS]
       pveam download <storage> <template>
       pveam list <storage>
       pveam remove <template_path>
       pveam update 

       pveam help [<extra-args>] [OPTIONS]
";

/// What is said while no list of templates was fetched.
const NO_LISTS: &str =
    "unable to open file '/var/lib/pve-manager/apl-info/download.proxmox.com' - No such file or directory
unable to open file '/var/lib/pve-manager/apl-info/releases.turnkeylinux.org' - No such file or directory
";

/// Runs `pveam` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((verb, rest)) = arguments.split_first() else {
        return perl::no_such_verb("pveam", None, USAGE);
    };
    let answer = match *verb {
        "available" => available(world, rest),
        "download" => download(world, rest),
        "list" => list(world, rest),
        "remove" => remove(world, rest),
        "update" => update(world, rest),
        other => Err(perl::other_verb("pveam", other, USAGE)),
    };
    answer.unwrap_or_else(|refused| refused)
}

fn failed(reason: impl Into<String>) -> Answer {
    Answer::failed(FAILED, reason)
}

/// Returns the section of Proxmox's list that a template is in, by its name.
fn section(name: &str) -> &'static str {
    if name.contains("turnkey") {
        "turnkeylinux"
    } else if name.starts_with("proxmox-mail") {
        "mail"
    } else {
        "system"
    }
}

fn available(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let arguments = perl::parse(world, &AVAILABLE, arguments)?;
    if world.state.downloadable.is_empty() {
        return Ok(Answer { stderr: NO_LISTS.to_owned(), ..Answer::silent() });
    }
    let is_wanted = |name: &&String| arguments.get("section").is_none_or(|wanted| section(name) == wanted);
    let names = world.state.downloadable.iter().filter(is_wanted);
    Ok(Answer::printed(names.map(|name| format!("{:<15} {name}\n", section(name))).collect::<String>()))
}

/// Returns the list of templates that `pveam update` has fetched, as a file: records of `Key: value` lines (pve-manager 9.2,
/// `PVE::APLInfo`); of the second list nothing is known.
pub fn apl_info(world: &World, path: &Path) -> Option<String> {
    if path != Path::new("/var/lib/pve-manager/apl-info/download.proxmox.com") || world.state.downloadable.is_empty() {
        return None;
    }
    let record = |name: &String| {
        let section = section(name);
        format!("Package: {name}\nType: lxc\nSection: {section}\nArchitecture: amd64\nLocation: {section}/{name}\n\n")
    };
    Some(world.state.downloadable.iter().map(record).collect())
}

/// Returns the directory of a storage's templates; `complaint` is what is said if it holds none.
fn template_directory(world: &World, storage: &str, complaint: &str) -> Result<String, Answer> {
    let configuration = config::read(world);
    let storage = configuration.find(storage).map_err(failed)?;
    storage.check_enabled(&world.state.node).map_err(failed)?;
    if !storage.holds("vztmpl") {
        return Err(failed(complaint));
    }
    Ok(format!("{}/template/cache", storage.get("path")))
}

fn download(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let arguments = perl::parse(world, &DOWNLOAD, arguments)?;
    let (storage, name) = (&arguments.positionals[0], &arguments.positionals[1]);
    if !world.state.downloadable.contains(name) {
        let refused = perl::refuse_one(world, &DOWNLOAD, "template", "no such template");
        let said = if world.state.downloadable.is_empty() { NO_LISTS } else { "" };
        return Err(Answer { stderr: said.to_owned() + &refused.stderr, ..refused });
    }
    let no_templates = format!("storage '{storage}' does not support templates\n");
    let path = format!("{}/{name}", template_directory(world, storage, &no_templates)?);
    let url = format!("http://download.proxmox.com/images/{}/{name}", section(name));
    if world.files.exists(Path::new(&path)) {
        return Ok(Answer::printed(format!("OK, got correct file already, no need to re-download '{path}'\n")));
    }
    world.take_time("pveam download");
    if let Some(fault) = world.take_fault("pveam download") {
        return Err(failed(fault));
    }
    world.files.write(&path, format!("template {name}\n"));
    Ok(Answer::printed(format!("downloading {url} to {path}\ndownload of '{url}' to '{path}' finished\n")))
}

fn list(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let storage = perl::parse(world, &LIST, arguments)?.positionals.remove(0);
    let directory = template_directory(world, &storage, "Storage does not support templates!\n")?;
    let mut text = format!("{:<60} {:<6}\n", "NAME", "SIZE");
    for name in world.files.list(Path::new(&directory)).unwrap_or_default() {
        let size = world.read(&format!("{directory}/{name}")).map_or(0, |text| text.len());
        let volume = format!("{storage}:vztmpl/{name}");
        text.push_str(&format!("{volume:<60} {:.2}MB\n", size as f64 / f64::from(1 << 20)));
    }
    Ok(Answer::printed(text))
}

fn remove(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    let volume = perl::parse(world, &REMOVE, arguments)?.positionals.remove(0);
    let place = place::locate(&config::read(world), &volume).map_err(failed)?;
    if !place::exists(world, &place) {
        return Err(Answer::failed(REFUSED, format!("volume '{volume}' does not exist\n")));
    }
    if let place::Place::File(path) = place {
        world.files.remove(path);
    }
    Ok(Answer::silent())
}

fn update(world: &mut World, arguments: &[&str]) -> Result<Answer, Answer> {
    perl::parse(world, &UPDATE, arguments)?;
    world
        .take_fault("pveam update")
        .map_or_else(|| Ok(Answer::printed("update successful\n")), |fault| Err(failed(fault)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "debian-12-standard_12.7-1_amd64.tar.zst";

    fn world() -> World {
        let mut world = World::blank();
        world.state.downloadable.insert(NAME.to_owned());
        world
    }

    #[test]
    fn a_template_is_downloaded_listed_and_removed() {
        let mut world = world();
        assert_eq!(run(&mut world, &["download", "local", NAME]).status, 0);
        assert!(world.files.exists(Path::new(&format!("/var/lib/vz/template/cache/{NAME}"))));
        let listed = run(&mut world, &["list", "local"]).stdout;
        let expected = format!("{:<60} SIZE  \n{:<60} 0.00MB\n", "NAME", format!("local:vztmpl/{NAME}"));
        assert_eq!(listed, expected);
        let volume = format!("local:vztmpl/{NAME}");
        assert_eq!(run(&mut world, &["remove", &volume]), Answer::silent());
        assert_eq!(run(&mut world, &["remove", &volume]).stderr, format!("volume '{volume}' does not exist\n"));
    }

    #[test]
    fn what_cannot_be_had_is_refused_in_the_recorded_words() {
        let mut world = world();
        let text =
            "400 Parameter verification failed.\ntemplate: no such template\npveam download <storage> <template>\n";
        assert_eq!(run(&mut world, &["download", "local", "nope.tar.gz"]).stderr, text);
        world.files.write(config::PATH, "zfspool: tank\n\tpool tank\n");
        assert_eq!(run(&mut world, &["list", "tank"]).stderr, "Storage does not support templates!\n");
        assert_eq!(run(&mut world, &["list", "nosuch"]).stderr, "storage 'nosuch' does not exist\n");
    }
}
