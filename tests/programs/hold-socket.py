"""Holds a listening socket as systemd does for a socket unit. Prints its port; 'start' on standard input starts the program of the
arguments with the socket as descriptor 3 and the next line as its standard input, 'stop' ends it in order and prints its exit code."""
import os
import socket
import subprocess
import sys

held = socket.socket()
held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
held.bind(('127.0.0.1', 0))
held.listen(512)
# Its own number may be 3, and then nothing is copied below.
held.set_inheritable(True)
print(held.getsockname()[1], flush=True)
child = None
for line in sys.stdin:
    if line.strip() == 'start':
        with_socket = ['sh', '-c', 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"', 'sh', *sys.argv[1:]]
        child = subprocess.Popen(
            with_socket,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            close_fds=False,
            text=True,
            preexec_fn=lambda: os.dup2(held.fileno(), 3, inheritable=True),
        )
        child.stdin.write(sys.stdin.readline())
        child.stdin.close()
        print('started', flush=True)
    elif line.strip() == 'stop' and child:
        child.terminate()
        print(child.wait(), flush=True)
if child and child.poll() is None:
    child.kill()
