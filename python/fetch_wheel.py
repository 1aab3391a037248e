"""Unpacks one tool's wheel into a folder where pip is missing: fetch_wheel.py NAME VERSION FOLDER.

Standard library only. Index, certificate and proxy come from the environment (PIP_INDEX_URL, PIP_CERT,
SSL_CERT_FILE, HTTPS_PROXY). Where no index is named, the pip that the interpreter carries for new environments
is asked, which knows its own default.
"""

import base64
import hashlib
import html.parser
import io
import json
import os
import pathlib
import platform
import re
import runpy
import ssl
import stat
import sys
import urllib.parse
import urllib.request
import zipfile

JSON_INDEX = 'application/vnd.pypi.simple.v1+json'
BUNDLED = ['/usr/share/python-wheels']


def main(name, version, folder):
    index = os.environ.get('PIP_INDEX_URL')
    if not index:
        return run_bundled_pip(name, version, folder)
    opener = make_opener()
    chosen = choose(list_files(opener, index, name), name, version)
    if not chosen:
        raise SystemExit(f'the package index has no wheel of {name} {version} for this machine')
    unpack(download(opener, chosen), pathlib.Path(folder))


def run_bundled_pip(name, version, folder):
    wheel = find_bundled_pip()
    if not wheel:
        raise SystemExit('pip is not installed and no package index is named: install pip, or set PIP_INDEX_URL')
    sys.path.insert(0, str(wheel))
    sys.argv = ['pip', 'install', '--no-input', '--no-deps', '--only-binary', ':all:', '--target', folder, f'{name}=={version}']
    runpy.run_module('pip', run_name='__main__', alter_sys=True)


def find_bundled_pip():
    places = [pathlib.Path(place) for place in BUNDLED]
    try:
        import ensurepip
        places.append(pathlib.Path(ensurepip.__file__).parent / '_bundled')
    except ImportError:
        pass  # some systems ship Python without it
    found = [wheel for place in places for wheel in place.glob('pip-*.whl')]
    return found[0] if found else None


def make_opener():
    """An opener that sends the credentials of an address as a header, as pip does, and honours proxies."""
    cert = os.environ.get('PIP_CERT') or os.environ.get('SSL_CERT_FILE') or None
    return urllib.request.build_opener(urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=cert)))


def get(opener, url, accept='*/*'):
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc.rpartition('@')[2]
    request = urllib.request.Request(urllib.parse.urlunsplit(parts._replace(netloc=host)), headers={'Accept': accept})
    if parts.username is not None:
        pair = f'{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or "")}'
        request.add_unredirected_header('Authorization', 'Basic ' + base64.b64encode(pair.encode()).decode())
    return opener.open(request, timeout=float(os.environ.get('PIP_DEFAULT_TIMEOUT', '60')))


def list_files(opener, index, name):
    """(file name, address, sha256) of each file of a project, from either form of the simple index."""
    url = f'{index.rstrip("/")}/{re.sub(r"[-_.]+", "-", name).lower()}/'
    with get(opener, url, f'{JSON_INDEX}, text/html;q=0.1') as reply:
        body = reply.read().decode()
        is_json = 'json' in reply.headers.get('Content-Type', '')
    base = with_credentials(url, url)
    if is_json:
        files = [(f['filename'], f['url'], f.get('hashes', {}).get('sha256')) for f in json.loads(body)['files']]
    else:
        files = Anchors.of(body)
    return [(file, with_credentials(urllib.parse.urljoin(base, link), url), digest) for file, link, digest in files]


def with_credentials(url, origin):
    """The same address with the origin's user and password, if it is on the same host and has none."""
    parts, source = urllib.parse.urlsplit(url), urllib.parse.urlsplit(origin)
    if '@' in source.netloc and parts.netloc == source.netloc.rpartition('@')[2]:
        parts = parts._replace(netloc=source.netloc)
    return urllib.parse.urlunsplit(parts)


class Anchors(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.files = []

    @classmethod
    def of(cls, text):
        parser = cls()
        parser.feed(text)
        return parser.files

    def handle_starttag(self, tag, attrs):
        link = dict(attrs).get('href') if tag == 'a' else None
        if link:
            address, _, fragment = link.partition('#')
            digest = fragment[len('sha256='):] if fragment.startswith('sha256=') else None
            self.files.append((urllib.parse.unquote(address.rpartition('/')[2]), address, digest))


def choose(files, name, version):
    prefix = f'{re.sub(r"[-_.]+", "_", name)}-{version}-'.lower()
    for file, url, digest in files:
        if file.lower().startswith(prefix) and file.endswith('.whl') and digest and fits(file):
            return url, digest
    return None


def fits(file):
    python, abi, platforms = file[:-len('.whl')].split('-')[-3:]
    return 'py3' in python.split('.') and abi == 'none' and any(map(fits_platform, platforms.split('.')))


def fits_platform(tag):
    machine = platform.machine().lower().replace('amd64', 'x86_64').replace('aarch64', 'arm64')
    wanted = tag.replace('aarch64', 'arm64').replace('amd64', 'x86_64')
    if tag == 'any':
        return True
    if not wanted.endswith(machine):
        return False
    libc, libc_version = platform.libc_ver()
    if sys.platform == 'linux':
        if tag.startswith('musllinux'):
            return libc != 'glibc'
        return libc == 'glibc' and glibc_of(tag) <= tuple(map(int, libc_version.split('.')[:2]))
    return tag.startswith('macosx' if sys.platform == 'darwin' else 'win')


def glibc_of(tag):
    """The oldest C library that a manylinux tag works with, by the table of its named predecessors."""
    named = {'manylinux1': (2, 5), 'manylinux2010': (2, 12), 'manylinux2014': (2, 17)}
    match = re.match(r'manylinux_(\d+)_(\d+)_', tag)
    return (int(match[1]), int(match[2])) if match else named.get(tag.split('_')[0], (99, 0))


def download(opener, chosen):
    url, digest = chosen
    with get(opener, url) as reply:
        data = reply.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise SystemExit('a downloaded file does not have the hash that the package index names')
    return data


def unpack(data, folder):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            path = pathlib.PurePosixPath(info.filename)
            if path.is_absolute() or '..' in path.parts:
                raise SystemExit('a downloaded wheel names a file outside its folder')
            is_script = len(path.parts) > 2 and path.parts[0].endswith('.data') and path.parts[1] == 'scripts'
            target = folder / ('bin/' + '/'.join(path.parts[2:]) if is_script else str(path))
            if not info.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(info))
                if is_script:
                    target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == '__main__':
    main(*sys.argv[1:])
