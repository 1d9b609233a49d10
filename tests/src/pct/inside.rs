//! `pct exec` and `pct push`: a command and a file for a guest that runs.

use std::path::Path;

use super::{Arguments, Done, Failure, Run, VMID, refusal};
use crate::perl::{Kind, Parameter, Verb, formats};
use crate::scripts;
use crate::world::Answer;

pub(super) const EXEC: Verb = Verb {
    usage: "pct exec <vmid> [<extra-args>] [OPTIONS]",
    positionals: &[VMID],
    options: &[&[Parameter::new("keep-env", Kind::Boolean)]],
};

pub(super) const PUSH: Verb = Verb {
    usage: "pct push <vmid> <file> <destination> [OPTIONS]",
    positionals: &[
        VMID,
        Parameter::new("file", Kind::Text(formats::anything)),
        Parameter::new("destination", Kind::Text(formats::anything)),
    ],
    options: &[&[
        Parameter::new("group", Kind::Text(formats::anything)),
        Parameter::new("perms", Kind::Text(formats::anything)),
        Parameter::new("user", Kind::Text(formats::anything)),
    ]],
};

/// What `lxc-attach` ends with if there is no such command in the guest (recorded).
const NOT_FOUND: i32 = 127;

/// `pct exec` becomes `lxc-attach`, which ends as the command in the guest does. Neither asks for the container's lock, be it a file
/// or a line of its configuration.
pub(super) fn exec(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    run.load()?;
    if !run.is_running() {
        return Err(scripts::not_running(&run.vmid).into());
    }
    if arguments.get("keep-env") != Some("1") {
        run.world.typed.environment.clear();
    }
    let command = run.world.typed.command.clone();
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    if words.is_empty() {
        return Err(refusal("missing command at /usr/share/perl5/PVE/CLI/pct.pm line 258.\n"));
    }
    run.take_fault("pct exec")?;
    let Answer { status, stdout, stderr } = inside(run, &words);
    run.printed.push_str(&stdout);
    if status == 0 { Ok(()) } else { Err(Failure { status, text: stderr }) }
}

/// The few commands that are typed inside of guests, and scripts that lie there.
fn inside(run: &mut Run<'_>, words: &[&str]) -> Answer {
    let vmid = run.vmid.clone();
    match *words {
        ["tee", path] => {
            let target = run.world.in_guest(&vmid, path);
            let text = String::from_utf8_lossy(&run.world.typed.stdin).into_owned();
            if !has_folder(run, &target) {
                let said = format!("tee: {path}: No such file or directory\n");
                return Answer { stdout: text, ..Answer::failed(1, said) };
            }
            run.world.files.write(target, text.as_bytes());
            Answer::printed(text)
        }
        ["mkdir", "-p", ref paths @ ..] => {
            for path in paths {
                let path = run.world.in_guest(&vmid, path);
                run.world.files.make_directory(&path);
            }
            Answer::silent()
        }
        ["mv", "-f", from, to] => {
            let (old, new) = (run.world.in_guest(&vmid, from), run.world.in_guest(&vmid, to));
            if !run.world.files.exists(&old) {
                return Answer::failed(1, format!("mv: cannot stat '{from}': No such file or directory\n"));
            }
            if !has_folder(run, &new) {
                return Answer::failed(1, format!("mv: cannot move '{from}' to '{to}': No such file or directory\n"));
            }
            run.world.files.remove(&new);
            run.world.files.rename(&old, &new);
            Answer::silent()
        }
        ["rm", path] => {
            let place = run.world.in_guest(&vmid, path);
            if !run.world.files.exists(&place) {
                return Answer::failed(1, format!("rm: cannot remove '{path}': No such file or directory\n"));
            }
            run.world.files.remove(place);
            Answer::silent()
        }
        ["touch", ref paths @ ..] => {
            for path in paths {
                let place = run.world.in_guest(&vmid, path);
                if !has_folder(run, &place) {
                    return Answer::failed(1, format!("touch: cannot touch '{path}': No such file or directory\n"));
                }
                if !run.world.files.exists(&place) {
                    run.world.files.write(place, "");
                }
            }
            Answer::silent()
        }
        ["cat", path] => match run.world.read_in_guest(&vmid, path) {
            Some(text) => Answer::printed(text),
            None => Answer::failed(1, format!("cat: {path}: No such file or directory\n")),
        },
        [program, ..] => {
            let text = run.world.read_in_guest(&vmid, program);
            let answer = text.and_then(|text| scripts::run(run.world, &text, &vmid));
            let missing = format!(
                "lxc-attach: {vmid}: ../src/lxc/attach.c: lxc_attach_run_command: 1841 No such file or directory - Failed to exec \"{program}\"\n"
            );
            answer.unwrap_or_else(|| Answer::failed(NOT_FOUND, missing))
        }
        [] => Answer::silent(),
    }
}

fn has_folder(run: &Run<'_>, place: &Path) -> bool {
    place.parent().is_some_and(|folder| run.world.files.is_directory(folder))
}

/// A file is copied by a worker whose end nobody asks for: it ends with exit 0 also if nothing was copied (recorded).
pub(super) fn push(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    run.lock()?;
    if !run.is_running() {
        return Err("can only push files to a running CT\n".into());
    }
    run.load()?;
    let [_, file, destination] = &arguments.positionals[..] else { return Ok(()) };
    let Some(bytes) = run.world.files.read(Path::new(file)) else {
        run.warned.push_str(&format!("failed to open {file} for reading\n"));
        return Ok(());
    };
    let target = run.world.in_guest(&run.vmid, destination);
    if !has_folder(run, &target) {
        run.warned.push_str(&format!("failed to create file: {destination}: No such file or directory\n"));
        return Ok(());
    }
    run.world.files.write(target, bytes);
    Ok(())
}
