#!/usr/bin/env python3
"""What 50 datasets cost: thinkheads.phoenix.phoenix_zfs_dataset as one list and as a loop, and community.general.zfs.

Everything runs against the simulated host, over the local connection, the same ansible-core for all. Prints the table of
docs/benchmark.md. Needs root (it counts processes in a namespace of their own), and once a network:

    cargo collection build && cargo build --release --workspace --bins && python3 tests/ansible/benchmark.py
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

WORKSPACE = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE / "target"))
PLACE = TARGET / "ansible"
CORE = PLACE / "core-2.19/bin"
SIMHOST = next(path for path in (TARGET / "release/simhost", TARGET / "debug/simhost") if path.exists())
MANY = 50
RUNS = 3


def tasks(way, compression):
    """Returns the task of a play, with 50 datasets that are to have this compression and two more properties."""
    wished = {"compression": compression, "atime": "off", "recordsize": "131072"}
    names = [f"tank/d{number}" for number in range(MANY)]
    if way == "nothing":
        return [{"ansible.builtin.meta": "noop"}]
    if way == "list":
        resources = [{"name": name, "properties": wished} for name in names]
        return [{"thinkheads.phoenix.phoenix_zfs_dataset": {"resources": resources}}]
    if way == "loop":
        return [{"thinkheads.phoenix.phoenix_zfs_dataset": {"name": "{{ item }}", "properties": wished}, "loop": names}]
    module = {"name": "{{ item }}", "state": "present", "extra_zfs_properties": wished}
    return [{"community.general.zfs": module, "loop": names}]


def fetch():
    """Installs what is compared, once."""
    community = PLACE / "community"
    if not (community / "ansible_collections/community/general").exists():
        wanted = WORKSPACE / "tests/ansible/community.txt"
        subprocess.run([CORE / "pip", "install", "-q", "--no-deps", "--target", community, "-r", wanted], check=True)
    archive = max((TARGET / "collection").glob("*.tar.gz"), key=os.path.getmtime)
    ours = PLACE / "benchmark"
    command = [CORE / "ansible-galaxy", "collection", "install", "--offline", "--force", "-p", ours, archive]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return f"{ours}:{community}"


def host(folder):
    """Makes a host whose datasets have lz4."""
    set_before = {"compression": "lz4", "atime": "off", "recordsize": "128K"}
    datasets = {f"tank/d{number}": set_before for number in range(MANY)}
    description = folder / "host.json"
    description.write_text(json.dumps({"pools": {"tank": {"size": "2T"}}, "datasets": datasets}))
    subprocess.run([SIMHOST, "--from", description, folder / "world"], check=True, stdout=subprocess.DEVNULL)


def run(way, compression, collections):
    """Plays it once on a new host, and returns seconds, seconds of CPU, processes, and what was typed."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        host(folder)
        play = [{"hosts": "all", "gather_facts": False, "tasks": tasks(way, compression)}]
        (folder / "play.yml").write_text(json.dumps(play))
        (folder / "ansible.cfg").write_text("")
        python = CORE / "python"
        environment = {
            **os.environ,
            "ANSIBLE_COLLECTIONS_PATH": collections,
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "ANSIBLE_HOME": str(folder / "home"),
        }
        ansible = [CORE / "ansible-playbook", "-i", "pve1,", "-c", "local", "-e", f"ansible_python_interpreter={python}"]
        inside = [SIMHOST, folder / "world", "--", *ansible, folder / "play.yml"]
        # The number of the next process of the namespace is how many there were, threads included.
        counted = ["unshare", "--pid", "--fork", "--mount-proc", python, "-c", COUNT, *inside]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        said = subprocess.run(counted, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        if said.returncode != 0:
            sys.exit(said.stdout)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        log = folder / "world/commands.log"
        typed = len(log.read_text().splitlines()) if log.exists() else 0
        return wall, cpu, int(said.stdout.rsplit("started ", 1)[1]), typed


COUNT = """
import os, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
child = os.fork()
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
print("started", child - 2, flush=True)
sys.exit(code)
"""


def median(way, compression, collections):
    """Returns the medians of a few runs, without what starting Ansible for nothing takes."""
    return [statistics.median(column) for column in zip(*(run(way, compression, collections) for _ in range(RUNS)))]


def main():
    """Prints the table."""
    collections = fetch()
    nothing = median("nothing", "lz4", collections)
    print(f"ansible-playbook with an empty play: {nothing[0]:.2f} s, {nothing[1]:.2f} s of CPU, {nothing[2]:.0f} processes\n")
    print(f"{'':52}whole command                  zfs   above the empty play")
    print(f"{f'{MANY} datasets':50}   wall     CPU  procs.  typed   wall    CPU  procs.")
    names = {
        "list": "phoenix_zfs_dataset, one list",
        "loop": "phoenix_zfs_dataset, a loop",
        "community": "community.general.zfs, a loop",
    }
    for compression, title in (("lz4", "nothing to change"), ("zstd", "all to change")):
        ours = None
        for way, name in names.items():
            cost = median(way, compression, collections)
            above = [max(value - base, 0.001) for value, base in zip(cost[:3], nothing[:3])]
            ours = ours or (cost, above)
            whole = [value / base for value, base in zip(cost[:3], ours[0][:3])]
            alone = [value / base for value, base in zip(above, ours[1])]
            ratios = "  ".join(f"{value:4.0f}x" for value in alone)
            cells = "  ".join(f"{value:5.1f}x" for value in whole)
            print(f"{title + ', ' + name:50} {cells}  {cost[3]:5.0f}   {ratios}")
    print()


if __name__ == "__main__":
    main()
