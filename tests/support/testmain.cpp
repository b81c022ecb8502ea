// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <vector>

#ifdef PH_TEST_GUI
#include <QApplication>
using Application = QApplication;
#else
using Application = QCoreApplication;
#endif

namespace ph::test {

namespace {

struct Entry {
    const char *name;
    std::function<std::unique_ptr<QObject>()> make;
};

std::vector<Entry> &entries()
{
    static std::vector<Entry> s_entries;
    return s_entries;
}

} // namespace

void registerTest(const char *name, std::function<std::unique_ptr<QObject>()> make)
{
    entries().push_back({name, std::move(make)});
}

int runAll(int argc, char **argv)
{
    QStringList arguments;
    QString only;
    for (int i = 0; i < argc; ++i) {
        if (i + 1 < argc && qstrcmp(argv[i], "-c") == 0)
            only = QString::fromLocal8Bit(argv[++i]);
        else
            arguments << QString::fromLocal8Bit(argv[i]);
    }
    int failures = 0;
    for (const Entry &entry : entries()) {
        if (!only.isEmpty() && only != QLatin1String(entry.name))
            continue;
        const auto object = entry.make();
        failures += QTest::qExec(object.get(), arguments);
    }
    return failures > 125 ? 125 : failures;
}

} // namespace ph::test

#ifndef PH_TEST_OWN_MAIN
int main(int argc, char **argv)
{
    Application application(argc, argv);
    return ph::test::runAll(argc, argv);
}
#endif
