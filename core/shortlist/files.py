"""What a path leads to where that is no file with contents: a folder, a pipe, a device, a link to itself."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from shortlist.language import Text

_KINDS = (
    (stat.S_ISDIR, Text("this is a folder, not a file", "这是文件夹，不是文件")),
    (
        stat.S_ISFIFO,
        Text(
            "this is a pipe, not a file; write what it gives into a file (a list can come by standard input: -)",
            "这是管道，不是文件；请先把内容存入文件（名单可用 - 从标准输入读取）",
        ),
    ),
    (stat.S_ISSOCK, Text("this is a socket, not a file", "这是套接字，不是文件")),
    (stat.S_ISCHR, Text("this is a device, not a file", "这是设备，不是文件")),
    (stat.S_ISBLK, Text("this is a device, not a file", "这是设备，不是文件")),
)
_NO_FILES = ("/proc/", "/sys/")  # they call themselves files, and reading one may wait or change something
_SYSTEM = {
    errno.ENOSPC: Text("the disk is full; make room", "磁盘已满；请腾出空间"),
    errno.EDQUOT: Text("the quota of disk space is used up; make room", "磁盘配额已用完；请腾出空间"),
    errno.EROFS: Text("the file system takes no changes; choose another folder", "文件系统为只读；请另选文件夹"),
    errno.EACCES: Text("access is not allowed", "没有访问权限"),
    errno.EPERM: Text("this is not allowed", "不允许此操作"),
    errno.ENOENT: Text("there is no such file or folder", "没有这个文件或文件夹"),
    errno.EMFILE: Text("too many files are open", "打开的文件过多"),
    errno.EIO: Text("the device failed to read or write", "设备读写失败"),
}
_ERRORS = {
    errno.ELOOP: Text("this is a link that leads to itself", "这是指向自身的链接"),
    errno.ENAMETOOLONG: Text("the name is too long for a file", "文件名过长"),
}


def explain_error(error: OSError) -> Text:
    """What the system says, in both languages where it is of the usual kinds.

    >>> explain_error(OSError(errno.ENOSPC, "No space left on device")).zh
    '磁盘已满；请腾出空间'
    """
    reason = error.strerror or type(error).__name__
    return _SYSTEM.get(error.errno or 0, Text(f"the system says: {reason}", f"系统报错：{reason}"))


def explain_no_file(path: str | Path) -> Text | None:
    """Why nothing can be read from a path or written to it; None for a file, and where nothing is there.

    A pipe or a device is not opened to find out: opening could wait, and reading take for ever.

    >>> explain_no_file("/dev/zero").en, explain_no_file("nowhere.csv")
    ('this is a device, not a file', None)
    >>> explain_no_file("/proc/meminfo").en
    'this is a part of the system, not a file'
    """
    try:
        mode = Path(path).stat().st_mode
    except ValueError:
        return Text("no file's name holds the character NUL", "文件名不能含有 NUL 字符")
    except OSError as error:
        return _ERRORS.get(error.errno or 0)
    if os.path.realpath(path).startswith(_NO_FILES):
        return Text("this is a part of the system, not a file", "这是系统的一部分，不是文件")
    return next((text for is_kind, text in _KINDS if is_kind(mode)), None)
