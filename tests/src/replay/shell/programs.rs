//! The programs that recorded lines use beside the simulated ones: they move text between files and streams.

use std::path::Path;

use super::Shell;
use super::words::unescaped;
use crate::pvesm::config::hexadecimal_sha1;
use crate::world::Answer;

/// Runs a program; `Err` names it, or what of it is not known here.
pub(super) fn run(shell: &mut Shell<'_>, program: &str, arguments: &[&str], input: &str) -> Result<Answer, String> {
    match (program, arguments) {
        ("true" | ":" | "sleep" | "sync" | "wait", _) => Ok(Answer::silent()),
        ("false", _) => Ok(Answer { status: 1, ..Answer::default() }),
        ("echo", ["-n", words @ ..]) => Ok(Answer::printed(words.join(" "))),
        ("echo", ["-e", words @ ..]) => Ok(Answer::printed(format!("{}\n", unescaped(&words.join(" "))))),
        ("echo", words) => Ok(Answer::printed(format!("{}\n", words.join(" ")))),
        ("printf", [format, values @ ..]) => printf(format, values),
        ("cat", ["-A", paths @ ..]) => {
            cat(shell, paths, input).map(|answer| Answer { stdout: show_all(&answer.stdout), ..answer })
        }
        ("cat", paths) => cat(shell, paths, input),
        ("head", ["-c", count, "/dev/zero"]) => {
            let count = count.parse().map_err(|_| format!("head -c {count}"))?;
            Ok(Answer::printed("\0".repeat(count)))
        }
        ("head" | "tail", [count, paths @ ..]) => part(shell, program, count, paths, input),
        ("grep", words) => grep(shell, words, input),
        ("sed", ["-i", script, path]) => sed(shell, script, path),
        ("sed", ["-n", script, path]) => between(shell, script, path),
        ("jq", _) if input.trim().is_empty() => Ok(Answer::silent()),
        ("jq", ["-r", key]) => jq(input, key),
        ("cut", ["-d ", "-f1"]) => Ok(each_line(input, |line| Some(line.split(' ').next().unwrap_or(line).to_owned()))),
        ("sha1sum", [path]) => sha1sum(shell, path),
        ("rm", ["-f" | "-rf" | "-r", paths @ ..]) => Ok(remove(shell, paths, true)),
        ("rm", paths) => Ok(remove(shell, paths, false)),
        ("rmdir", [path]) => Ok(remove(shell, &[path], true)),
        ("mkdir", ["-p", paths @ ..] | paths) => Ok(make_directories(shell, paths)),
        ("mv" | "cp", [from, to]) => copy(shell, program, from, to),
        ("ls", [path]) if !path.starts_with('-') => list(shell, path),
        ("mknod", [path, "c", major, minor]) => {
            let path = shell.path(path);
            shell.write(&path, &format!("{major}:{minor}\n"));
            Ok(Answer::silent())
        }
        ("chmod", [mode, path]) => chmod(shell, mode, path),
        ("touch", [path]) => {
            let path = shell.path(path);
            let text = shell.world.read(&path).unwrap_or_default();
            shell.write(&path, &text);
            Ok(Answer::silent())
        }
        _ => Err(format!("the program {program}")),
    }
}

fn no_such_file(program: &str, path: &str) -> Answer {
    Answer::failed(1, format!("{program}: {path}: No such file or directory"))
}

fn printf(format: &str, values: &[&str]) -> Result<Answer, String> {
    let mut values = values.iter();
    let mut text = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let letter = after.chars().next().unwrap_or_default();
        match letter {
            '%' => text.push('%'),
            's' | 'd' => text.push_str(values.next().unwrap_or(&"")),
            _ => return Err(format!("%{letter} of printf")),
        }
        rest = &after[1..];
    }
    text.push_str(rest);
    Ok(Answer::printed(unescaped(&text)))
}

fn cat(shell: &Shell<'_>, paths: &[&str], input: &str) -> Result<Answer, String> {
    if paths.is_empty() {
        return Ok(Answer::printed(input));
    }
    let mut answer = Answer::default();
    for path in paths {
        if path.starts_with('-') {
            return Err(format!("cat {path}"));
        }
        match shell.world.read(&shell.path(path)) {
            Some(text) => answer.stdout.push_str(&text),
            None if path.starts_with("/srv/bench/") => return Err(format!("{path} of an earlier line")),
            None => {
                answer.status = 1;
                answer.stderr.push_str(&no_such_file("cat", path).stderr);
            }
        }
    }
    Ok(answer)
}

/// Returns a text as `cat -A` shows it.
fn show_all(text: &str) -> String {
    let mut shown = String::new();
    for byte in text.bytes() {
        match byte {
            b'\n' => shown.push_str("$\n"),
            0..0x20 => shown.push_str(&format!("^{}", char::from(byte + 64))),
            0x80.. => shown.push_str(&meta(byte)),
            _ => shown.push(char::from(byte)),
        }
    }
    shown
}

fn meta(byte: u8) -> String {
    match byte - 128 {
        low @ 0..0x20 => format!("M-^{}", char::from(low + 64)),
        low => format!("M-{}", char::from(low)),
    }
}

fn part(shell: &Shell<'_>, program: &str, count: &str, paths: &[&str], input: &str) -> Result<Answer, String> {
    let (count, paths) = match (count, paths) {
        ("-n", [count, paths @ ..]) => (*count, paths),
        (count, paths) => (count.trim_start_matches('-'), paths),
    };
    let count: usize = count.parse().map_err(|_| format!("{program} {count}"))?;
    let answer = cat(shell, paths, input)?;
    let lines: Vec<&str> = answer.stdout.split_inclusive('\n').collect();
    let kept =
        if program == "head" { &lines[..count.min(lines.len())] } else { &lines[lines.len().saturating_sub(count)..] };
    Ok(Answer { stdout: kept.concat(), ..answer })
}

/// Knows `-v`, and patterns of plain text with `^` before it or `$` behind it.
fn grep(shell: &Shell<'_>, words: &[&str], input: &str) -> Result<Answer, String> {
    let (inverted, words) = match words {
        ["-v", words @ ..] => (true, words),
        words => (false, words),
    };
    let [pattern, paths @ ..] = words else { return Err("grep without a pattern".to_owned()) };
    let text = cat(shell, paths, input)?.stdout;
    let (start, end) = (pattern.starts_with('^'), pattern.ends_with('$'));
    let parts = pattern_parts(pattern.trim_start_matches('^').trim_end_matches('$'));
    let parts = parts.filter(|_| !pattern.starts_with('-')).ok_or_else(|| format!("grep {pattern}"))?;
    let matches = |line: &str| {
        let letters: Vec<char> = line.chars().collect();
        let fits = |from: usize| {
            let rest = &letters[from..];
            let is_long_enough = if end { rest.len() == parts.len() } else { rest.len() >= parts.len() };
            is_long_enough && parts.iter().zip(rest).all(|(part, letter)| part.contains(letter))
        };
        if start { fits(0) } else { (0..=letters.len()).any(fits) }
    };
    let mut answer = each_line(&text, |line| (matches(line) != inverted).then(|| line.to_owned()));
    answer.status = i32::from(answer.stdout.is_empty());
    Ok(answer)
}

/// Returns for each letter of a pattern which letters fit: itself, or those of `[a-z0]`. `None` for a pattern with more in it.
fn pattern_parts(pattern: &str) -> Option<Vec<Vec<char>>> {
    let mut parts = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter != '[' {
            parts.push(vec![letter]);
            if "*]\\.^$?+|(".contains(letter) {
                return None;
            }
            continue;
        }
        let set: Vec<char> = letters.by_ref().take_while(|letter| *letter != ']').collect();
        let ranges = set.windows(3).filter(|range| range[1] == '-').flat_map(|range| range[0]..=range[2]);
        parts.push(ranges.chain(set.iter().copied()).collect());
    }
    Some(parts)
}

/// Prints what `.KEY` of an object is, as `jq -r` does.
fn jq(input: &str, key: &str) -> Result<Answer, String> {
    let name =
        key.strip_prefix('.').filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    let name = name.ok_or_else(|| format!("jq {key}"))?;
    let object: serde_json::Value = serde_json::from_str(input).map_err(|_| format!("jq {key} of this text"))?;
    let value = &object[name];
    Ok(Answer::printed(format!("{}\n", value.as_str().map_or_else(|| value.to_string(), str::to_owned))))
}

/// Prints the lines from each that has one text to the next that has another: `/ONE/,/OTHER/p`.
fn between(shell: &Shell<'_>, script: &str, path: &str) -> Result<Answer, String> {
    let unknown = || format!("sed -n {script}");
    let parts: Vec<&str> = script.split('/').collect();
    let ["", first, ",", last, "p"] = parts[..] else { return Err(unknown()) };
    let last = last.replace("\\[", "[");
    let (start, plain) = last.strip_prefix('^').map_or((false, last.as_str()), |plain| (true, plain));
    let path = shell.path(path);
    let Some(text) = shell.world.read(&path) else { return Ok(no_such_file("sed", &path)) };
    let mut is_inside = false;
    Ok(each_line(&text, |line| {
        let begins = !is_inside && line.contains(first);
        let ends = is_inside && if start { line.starts_with(plain) } else { line.contains(plain) };
        let is_shown = is_inside || begins;
        is_inside = (is_inside || begins) && !ends;
        is_shown.then(|| line.to_owned())
    }))
}

/// Knows `/TEXT/d` and `s/TEXT.*/OTHER/`, with `^` before the text or not.
fn sed(shell: &mut Shell<'_>, script: &str, path: &str) -> Result<Answer, String> {
    let unknown = || format!("sed {script}");
    let path = shell.path(path);
    let Some(text) = shell.world.read(&path) else { return Ok(no_such_file("sed", &path)) };
    let parts: Vec<&str> = script.split('/').collect();
    let pattern = parts.get(1).ok_or_else(unknown)?;
    let plain = pattern.trim_start_matches('^').trim_end_matches(".*");
    if plain.is_empty() || plain.contains(['*', '[', '\\', '.', '^', '$', '?', '+', '|', '(']) {
        return Err(unknown());
    }
    let place = |line: &str| line.find(plain).filter(|place| *place == 0 || !pattern.starts_with('^'));
    let edit = |line: &str| match (parts.as_slice(), place(line)) {
        (_, None) => Some(line.to_owned()),
        (["s", _, other, ""], Some(place)) => Some(format!("{}{other}", &line[..place])),
        _ => None,
    };
    match parts.as_slice() {
        ["s", pattern, _, ""] if pattern.ends_with(".*") => {}
        ["", _, "d"] => {}
        _ => return Err(unknown()),
    }
    let edited = each_line(&text, edit).stdout;
    shell.write(&path, &edited);
    Ok(Answer::silent())
}

fn each_line(text: &str, keep: impl FnMut(&str) -> Option<String>) -> Answer {
    Answer::printed(text.lines().filter_map(keep).map(|line| line + "\n").collect::<String>())
}

fn sha1sum(shell: &Shell<'_>, path: &str) -> Result<Answer, String> {
    let Some(text) = shell.world.read(&shell.path(path)) else { return Ok(no_such_file("sha1sum", path)) };
    Ok(Answer::printed(format!("{}  {path}\n", hexadecimal_sha1(&text))))
}

fn remove(shell: &mut Shell<'_>, paths: &[&str], is_forced: bool) -> Answer {
    let mut answer = Answer::default();
    for path in paths {
        let absolute = shell.path(path);
        if shell.world.files.exists(Path::new(&absolute)) {
            shell.world.files.remove(&absolute);
        } else if !is_forced {
            answer.status = 1;
            answer.stderr.push_str(&format!("rm: cannot remove '{path}': No such file or directory\n"));
        }
    }
    shell.world.refresh_virtual_files();
    answer
}

fn make_directories(shell: &mut Shell<'_>, paths: &[&str]) -> Answer {
    for path in paths {
        let path = shell.path(path);
        shell.world.files.make_directory(Path::new(&path));
    }
    Answer::silent()
}

fn copy(shell: &mut Shell<'_>, program: &str, from: &str, to: &str) -> Result<Answer, String> {
    let (source, target) = (shell.path(from), shell.path(to));
    let Some(text) = shell.world.read(&source) else {
        return Ok(Answer::failed(1, format!("{program}: cannot stat '{from}': No such file or directory")));
    };
    if program == "mv" {
        shell.world.files.remove(&source);
    }
    shell.write(&target, &text);
    Ok(Answer::silent())
}

fn chmod(shell: &mut Shell<'_>, mode: &str, path: &str) -> Result<Answer, String> {
    let path = shell.path(path);
    let is_executable = match (mode, u32::from_str_radix(mode, 8)) {
        ("+x", _) => true,
        (_, Ok(bits)) if !path.starts_with("/etc/pve/") => bits & 0o111 != 0,
        _ => return Err(format!("chmod {mode}")),
    };
    if is_executable {
        shell.world.state.not_executable.remove(&path);
    } else {
        shell.world.state.not_executable.insert(path);
    }
    Ok(Answer::silent())
}

fn list(shell: &Shell<'_>, path: &str) -> Result<Answer, String> {
    let absolute = shell.path(path);
    match shell.world.files.list(Path::new(&absolute)) {
        Some(names) => Ok(each_line(&names.join("\n"), |name| (!name.starts_with('.')).then(|| name.to_owned()))),
        None if shell.world.files.exists(Path::new(&absolute)) => Ok(Answer::printed(format!("{path}\n"))),
        None => Ok(Answer::failed(2, format!("ls: cannot access '{path}': No such file or directory"))),
    }
}
