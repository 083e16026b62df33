# SPDX-License-Identifier: GPL-3.0-or-later
"""A SPICE server without a guest (tests/console/mock-spice.c) for tests of the program."""
import os
import subprocess


class Server:
    def __init__(self, executable, path, password=None, second=False):
        self.path = path
        self.uri = 'spice+unix://' + path
        environment = {key: value for key, value in os.environ.items() if key != 'G_DEBUG'}
        if second:
            environment['MOCK_SECOND'] = '1'
        # What libspice-server leaves behind when it is not taken apart is not what is tested.
        environment['ASAN_OPTIONS'] = environment.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
        self.process = subprocess.Popen([executable, path] + ([password] if password else []), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        if second:
            self.process.stdout.readline()
        if self.process.stdout.readline() != 'ready\n':
            raise AssertionError('mock-spice did not start')

    def ask(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def keys(self):
        return self.ask('keys')

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(30)
        self.process.stdout.close()
        if os.path.exists(self.path):
            os.unlink(self.path)
