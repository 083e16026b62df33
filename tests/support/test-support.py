#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that the wrappers isolate, clean up after a kill, and report what a command leaves behind."""
import os
import signal
import subprocess
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SESSION = os.path.join(HERE, 'private-session')
DISPLAY = os.path.join(HERE, 'with-display')


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, timeout=60)


def gone(pid):
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8') as stat:
            return stat.read().rsplit(')', 1)[1].split()[0] in 'ZX'
    except OSError:
        return True


def wait_until(condition, timeout=15.0):
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class RunAsUser(unittest.TestCase):
    def test_is_no_longer_root(self):
        done = run(os.path.join(HERE, 'run-as-user'), 'sh', '-c', 'id -u; cd "$HOME" && touch .x && rm .x')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotEqual(done.stdout.strip(), '0')


class PrivateSession(unittest.TestCase):
    def test_is_empty_and_removed(self):
        done = run(SESSION, 'sh', '-c', 'virsh -q -c qemu:///session list --all && echo $CASEMENT_TEST_ROOT $CASEMENT_TEST_LIBVIRTD_PID')
        self.assertEqual(done.returncode, 0, done.stderr)
        root, pid = done.stdout.split()
        self.assertFalse(os.path.exists(root))
        self.assertTrue(gone(pid))

    def test_passes_the_status_on(self):
        self.assertEqual(run(SESSION, 'sh', '-c', 'exit 77').returncode, 77)

    def test_reports_what_was_left_running(self):
        done = run(SESSION, 'sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & echo $!')
        self.assertEqual(done.returncode, 1)
        self.assertIn('left running', done.stderr)
        self.assertTrue(gone(done.stdout.strip()))

    def test_keeps_what_was_said_to_stay_until_the_end(self):
        done = run(SESSION, '--keep-running', 'sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & echo $!')
        self.assertEqual(done.returncode, 0)
        self.assertTrue(gone(done.stdout.strip()))

    def test_cleans_up_after_a_kill(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            process = subprocess.Popen([SESSION, 'sh', '-c', 'echo $CASEMENT_TEST_ROOT $CASEMENT_TEST_LIBVIRTD_PID $$; exec sleep 1000'],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            root, daemon, command = process.stdout.readline().split()
            self.assertFalse(gone(daemon))
            # Nobody listens any more either, as when whoever runs the tests is killed.
            process.stdout.close()
            process.stderr.close()
            process.send_signal(number)
            process.wait()
            self.assertTrue(wait_until(lambda: gone(daemon) and gone(command) and not os.path.exists(root)))


class WithDisplay(unittest.TestCase):
    def test_has_display_and_accessibility(self):
        done = run(DISPLAY, 'sh', '-c', 'xprop -root _NET_SUPPORTING_WM_CHECK && gdbus call --session --dest org.a11y.Bus --object-path /org/a11y/bus --method org.a11y.Bus.GetAddress')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('window id', done.stdout)
        self.assertIn('unix:', done.stdout)

    def test_reports_what_was_left_running(self):
        done = run(DISPLAY, '--no-wm', 'sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 & echo $!')
        self.assertEqual(done.returncode, 1)
        self.assertTrue(gone(done.stdout.strip()))

    def test_inside_a_private_session(self):
        done = run(SESSION, DISPLAY, 'sh', '-c', 'virsh -q -c qemu:///session list --all && echo $XDG_RUNTIME_DIR $CASEMENT_TEST_ROOT')
        self.assertEqual(done.returncode, 0, done.stderr)
        runtime, root = done.stdout.split()
        self.assertTrue(runtime.startswith(root))
        self.assertFalse(os.path.exists(root))


if __name__ == '__main__':
    sys.argv[1:] = ['-v']
    unittest.main()
