# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command among services and leaves no process behind, whatever happens to either.

The work is done by a process of its own session that is the reaper of everything started below it: a daemon that
detaches, as libvirtd, QEMU and swtpm do, comes back to it and can be found. When the process that a test runner
sees is killed outright, the pipe between the two closes and the clean-up runs all the same.
"""
import ctypes
import os
import select
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
GRACE = 5.0


class Abort(Exception):
    """The run was interrupted, or its owner is gone."""


def processes():
    """Maps each process to (parent, state, name)."""
    table = {}
    for entry in os.listdir('/proc'):
        if not entry.isdigit():
            continue
        try:
            with open(f'/proc/{entry}/stat', encoding='utf-8', errors='replace') as stat:
                text = stat.read()
        except OSError:
            continue
        name = text[text.index('(') + 1:text.rindex(')')]
        state, parent = text[text.rindex(')') + 2:].split()[:2]
        table[int(entry)] = (int(parent), state, name)
    return table


def descendants(root):
    """Live processes below `root`: {pid: name}."""
    table = processes()
    children = {}
    for pid, (parent, _, _) in table.items():
        children.setdefault(parent, []).append(pid)
    found, queue = {}, list(children.get(root, []))
    while queue:
        pid = queue.pop()
        if table[pid][1] not in 'ZX':
            found[pid] = table[pid][2]
        queue.extend(children.get(pid, []))
    return found


def command_line(pid):
    try:
        with open(f'/proc/{pid}/cmdline', 'rb') as file:
            return file.read().replace(b'\0', b' ').decode(errors='replace').strip()[:160]
    except OSError:
        return ''


class Supervisor:
    """`setup` starts services with `start`; `inspect` may name what a finished command left behind."""

    def __init__(self, name):
        self.name = name
        self.services = []
        self.owner = -1
        self.aborted = False

    def setup(self):
        """Starts the services and sets os.environ for the command."""

    def inspect(self, running):
        """Looks at the processes that outlived the command and returns sentences about those that should not have."""
        return []

    def teardown(self, failed):
        """Removes files, after every process has gone."""

    def say(self, text):
        try:
            print(f'{self.name}: {text}', file=sys.stderr, flush=True)
        except OSError:
            # Who listened is gone, and may be why this runs: the clean-up goes on.
            pass

    def start(self, *argv, **options):
        """Starts a service, which is stopped (in reverse order) when the command has ended."""
        service = subprocess.Popen(argv, stdin=subprocess.DEVNULL, **options)
        self.services.append(service)
        return service

    def wait_for(self, condition, what, timeout=30.0, service=None):
        """Waits until `condition` holds; raises when it does not in time or `service` ends."""
        deadline = time.monotonic() + timeout
        while not condition():
            self._reap()
            if service is not None and service.returncode is not None:
                raise RuntimeError(f'{what}: the service ended with status {service.returncode}')
            if time.monotonic() > deadline:
                raise RuntimeError(f'{what}: not ready after {timeout:.0f} s')
            self.check_owner(0.02)

    def check_owner(self, timeout):
        """Sleeps `timeout` seconds, or raises Abort as soon as the owner is gone."""
        readable, _, _ = select.select([self.owner], [], [], timeout)
        if readable or self.aborted:
            raise Abort

    def run(self, argv):
        """Runs `argv`, cleans up and returns the exit status for this process."""
        read_end, write_end = os.pipe()
        worker = os.fork()
        if worker != 0:
            os.close(read_end)
            return self._front(worker)
        os.close(write_end)
        self.owner = read_end
        status = 1
        try:
            os.setsid()
            status = self._work(argv)
        finally:
            os._exit(status)

    @staticmethod
    def _front(worker):
        def forward(number, _frame):
            try:
                os.kill(worker, number)
            except ProcessLookupError:
                pass
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, forward)
        while True:
            try:
                _, status = os.waitpid(worker, 0)
            except InterruptedError:
                continue
            return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1

    def _work(self, argv):
        def abort(_number, _frame):
            self.aborted = True
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, abort)
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        status = 1
        command = None
        try:
            self.setup()
            command = subprocess.Popen(argv)
            self.services.append(command)
            while command.returncode is None:
                self.check_owner(0.02)
                self._reap()
            self.services.remove(command)
            status = command.returncode if command.returncode >= 0 else 128 - command.returncode
        except Abort:
            self.say('interrupted, cleaning up')
            status = 130
            if command is not None:
                self._stop({command.pid: 'command'}, GRACE)
                self.services.remove(command)
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            self.say(str(error))
        problems = self._clean()
        if status == 0 and problems:
            status = 1
        self.teardown(status != 0)
        return status

    def _clean(self):
        """Stops everything that is left. Returns how many things the command should have stopped itself."""
        kept = {service.pid for service in self.services}
        for service in self.services:
            kept.update(descendants(service.pid))
        running = {pid: name for pid, name in descendants(os.getpid()).items() if pid not in kept}
        problems = self.inspect(running)
        for problem in problems:
            self.say(problem)
        self._stop({pid: name for pid, name in descendants(os.getpid()).items() if pid not in kept}, GRACE)
        for service in reversed(self.services):
            self._stop({service.pid: ''}, GRACE)
        self._stop(descendants(os.getpid()), GRACE)
        return len(problems)

    def _stop(self, pids, grace):
        """Asks `pids` to end, and kills those that do not within `grace` seconds."""
        for number, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, grace)):
            for pid in pids:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                self._reap()
                alive = descendants(os.getpid())
                pids = {pid: name for pid, name in pids.items() if pid in alive}
                if not pids:
                    return
                time.sleep(0.02)
        self.say('could not stop ' + ', '.join(f'{pid} {name}' for pid, name in pids.items()))

    def _reap(self):
        """Collects what has ended, daemons that detached included: libvirt waits until a process that it killed is gone,
        and one that nobody collects never is."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for service in self.services:
                if service.pid == pid:
                    service.returncode = os.waitstatus_to_exitcode(status)
