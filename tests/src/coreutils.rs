//! Owners and modes of directories, and the commands that give them: `install -d`, `chown`, `chmod` (measured with coreutils 9.1).
//!
//! Only numbers are taken as owners, and only directories have an owner here: nobody asks for that of anything else.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::world::{Answer, World};

/// Whom a directory belongs to, and who may do what with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attributes {
    /// The owner's user id.
    pub uid: u32,
    /// The owner's group id.
    pub gid: u32,
    /// The permission bits.
    pub mode: u32,
}

impl Attributes {
    /// What a directory has that nobody gave anything: root's, 0755.
    pub const USUAL: Self = Self { uid: 0, gid: 0, mode: 0o755 };
}

impl World {
    /// Returns whom a directory belongs to, links followed.
    pub fn attributes(&self, path: &Path) -> Attributes {
        let path = self.files.canonical(path).unwrap_or_else(|| path.to_owned());
        self.state.attributes.get(&*path.to_string_lossy()).copied().unwrap_or(Attributes::USUAL)
    }

    /// Gives a directory its owner and mode, and nothing below it.
    pub fn set_attributes(&mut self, path: &Path, attributes: Attributes) {
        let path = self.files.canonical(path).unwrap_or_else(|| path.to_owned());
        self.state.attributes.insert(path.to_string_lossy().into_owned(), attributes);
    }
}

/// `install -d [-o UID] [-g GID] [-m MODE] PATH...`: directories above are made too, and stay root's.
pub fn install(world: &mut World, arguments: &[&str]) -> Answer {
    if let Some(text) = world.take_fault("install -d") {
        return Answer::failed(1, text);
    }
    let mut wished = Attributes::USUAL;
    let mut paths = Vec::new();
    let mut makes_directories = false;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "-d" => makes_directories = true,
            option @ ("-o" | "-g" | "-m") => {
                let Some(value) = words.next() else { return missing_argument("install", option) };
                let radix = if option == "-m" { 8 } else { 10 };
                let Ok(number) = u32::from_str_radix(value, radix) else { return invalid(option, value) };
                match option {
                    "-o" => wished.uid = number,
                    "-g" => wished.gid = number,
                    _ => wished.mode = number,
                }
            }
            path => paths.push(path),
        }
    }
    if !makes_directories || paths.is_empty() {
        return Answer::failed(1, "install: missing file operand\nTry 'install --help' for more information.");
    }
    for path in paths {
        if let Err(why) = make_directory(world, path) {
            return Answer::failed(1, format!("install: cannot create directory '{path}': {why}"));
        }
        world.set_attributes(Path::new(path), wished);
    }
    Answer::silent()
}

fn missing_argument(program: &str, option: &str) -> Answer {
    let letter = option.trim_start_matches('-');
    let text =
        format!("{program}: option requires an argument -- '{letter}'\nTry '{program} --help' for more information.");
    Answer::failed(1, text)
}

fn invalid(option: &str, value: &str) -> Answer {
    let what = match option {
        "-o" => "user",
        "-g" => "group",
        _ => "mode",
    };
    Answer::failed(1, format!("install: invalid {what} '{value}'"))
}

fn make_directory(world: &mut World, path: &str) -> Result<(), &'static str> {
    let path = Path::new(path);
    let is_file = |path: &Path| world.files.exists(path) && !world.files.is_directory(path);
    if is_file(path) {
        return Err("File exists");
    }
    if path.ancestors().skip(1).any(is_file) {
        return Err("Not a directory");
    }
    world.files.make_directory(path);
    Ok(())
}

/// `chown [-R] UID:GID PATH`; with `-R` what lies below changes hands too.
pub fn chown(world: &mut World, arguments: &[&str]) -> Answer {
    change(world, "chown", arguments, |attributes, owner| {
        let Some((uid, gid)) = owner.split_once(':') else { return false };
        let (Ok(uid), Ok(gid)) = (uid.parse(), gid.parse()) else { return false };
        (attributes.uid, attributes.gid) = (uid, gid);
        true
    })
}

/// `chmod [-R] MODE PATH`.
pub fn chmod(world: &mut World, arguments: &[&str]) -> Answer {
    change(world, "chmod", arguments, |attributes, mode| {
        let Ok(mode) = u32::from_str_radix(mode, 8) else { return false };
        attributes.mode = mode;
        true
    })
}

fn change(
    world: &mut World,
    program: &str,
    arguments: &[&str],
    give: impl Fn(&mut Attributes, &str) -> bool,
) -> Answer {
    let (is_deep, words) = match arguments {
        ["-R", rest @ ..] => (true, rest),
        all => (false, all),
    };
    let [value, path] = words else {
        let text = format!("{program}: missing operand\nTry '{program} --help' for more information.");
        return Answer::failed(1, text);
    };
    let Some(place) = world.files.canonical(Path::new(path)) else {
        return Answer::failed(1, format!("{program}: cannot access '{path}': No such file or directory"));
    };
    let deep = if is_deep { world.files.contents(&place).into_keys().collect() } else { vec![place] };
    for path in deep {
        let mut attributes = world.attributes(&path);
        if !give(&mut attributes, value) {
            let what = if program == "chown" { "user" } else { "mode" };
            return Answer::failed(1, format!("{program}: invalid {what}: '{value}'"));
        }
        world.set_attributes(&path, attributes);
    }
    Answer::silent()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SimHost;

    fn owner(host: &SimHost, path: &str) -> String {
        let Attributes { uid, gid, mode } = host.world().attributes(Path::new(path));
        format!("{uid}:{gid} {mode:04o}")
    }

    #[test]
    fn a_directory_is_made_with_its_owner_and_those_above_stay_roots() {
        let host = SimHost::blank();
        assert_eq!(host.type_in("install -d -o 100033 -g 100033 -m 0750 /srv/a/b").status, 0);
        assert_eq!(
            (owner(&host, "/srv/a/b").as_str(), owner(&host, "/srv/a").as_str()),
            ("100033:100033 0750", "0:0 0755")
        );
        host.world_mut().files.write("/srv/file", "");
        let told = |line: &str| host.type_in(line).stderr;
        assert_eq!(told("install -d /srv/file"), "install: cannot create directory '/srv/file': File exists\n");
        assert_eq!(told("install -d /srv/file/x"), "install: cannot create directory '/srv/file/x': Not a directory\n");
        assert_eq!(told("install -d -o nouser /x"), "install: invalid user 'nouser'\n");
        assert!(told("install -d").starts_with("install: missing file operand\n"));
        assert!(told("install -d /x -g").starts_with("install: option requires an argument -- 'g'\n"));
    }

    #[test]
    fn an_owner_is_that_of_the_directory_alone_unless_it_is_said_otherwise() {
        let host = SimHost::blank();
        host.type_in("install -d /srv/a/b");
        host.type_in("chown 33:33 /srv/a");
        assert_eq!((owner(&host, "/srv/a").as_str(), owner(&host, "/srv/a/b").as_str()), ("33:33 0755", "0:0 0755"));
        host.type_in("chown -R 5:6 /srv/a");
        host.type_in("chmod 0700 /srv/a/b");
        assert_eq!((owner(&host, "/srv/a").as_str(), owner(&host, "/srv/a/b").as_str()), ("5:6 0755", "5:6 0700"));
        let told = |line: &str| host.type_in(line).stderr;
        assert_eq!(told("chown 1:2 /nope"), "chown: cannot access '/nope': No such file or directory\n");
        assert_eq!(told("chmod 9 /srv"), "chmod: invalid mode: '9'\n");
    }
}
