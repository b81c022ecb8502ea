// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/stoplink.h"
#include "services/transport/command/command.h"
#include "services/transport/command/process.h"

namespace ph::transport::command {

namespace {

constexpr qsizetype longestLine = 64 * 1024;

/// Collects one stream and cuts it into lines. Shared with the process's signals: a sink may end the command, and with
/// it the coroutine, while a line is being told.
class Collector {
public:
    Collector(Stream stream, qint64 keep, LineSink lines)
        : m_stream(stream)
        , m_keep(keep)
        , m_lines(std::move(lines))
    {
    }
    void take(const QByteArray &bytes)
    {
        const qint64 room = m_keep - kept.size();
        kept += bytes.left(room);
        truncated = truncated || bytes.size() > room;
        if (!m_lines)
            return;
        m_partial += bytes;
        qsizetype from = 0;
        for (qsizetype end; !isDone && (end = m_partial.indexOf('\n', from)) >= 0; from = end + 1)
            tell(m_partial.mid(from, end - from));
        m_partial.remove(0, from);
        if (m_partial.size() > longestLine)
            m_partial.truncate(longestLine);
    }
    void finish()
    {
        if (!m_partial.isEmpty())
            tell(std::exchange(m_partial, {}));
    }

    QByteArray kept;
    bool truncated = false;
    bool isDone = false; ///< nobody listens any more

private:
    void tell(QByteArray line)
    {
        if (line.endsWith('\r'))
            line.chop(1);
        m_lines(m_stream, QString::fromUtf8(line.left(longestLine)));
    }

    Stream m_stream;
    qint64 m_keep;
    LineSink m_lines;
    QByteArray m_partial;
};

/// Both streams of one command; quiet once the command is over.
struct Taps {
    explicit Taps(const Options &options)
        : out(std::make_shared<Collector>(Stream::Out, options.keep, options.lines))
        , err(std::make_shared<Collector>(Stream::Err, options.keep, options.lines))
    {
    }
    ~Taps() { out->isDone = err->isDone = true; }
    Taps(const Taps &) = delete;
    Taps &operator=(const Taps &) = delete;
    std::shared_ptr<Collector> out;
    std::shared_ptr<Collector> err;
};

QString wordOf(std::string_view text) { return QString::fromLatin1(text.data(), qsizetype(text.size())); }

/// Resolves with the exit code, or with what went wrong.
std::shared_ptr<Pending<int>> watch(QProcess *process, const QString &where)
{
    auto ended = Pending<int>::make();
    QObject::connect(process, &QProcess::errorOccurred, process, [ended, process, where](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended->resolve(fail(ErrorKind::Unavailable,
                QStringLiteral("can't start %1: %2").arg(process->program(), process->errorString()), where, {},
                QStringLiteral("program-missing")));
    });
    QObject::connect(process, &QProcess::finished, process, [ended, where](int code, QProcess::ExitStatus status) {
        if (status == QProcess::NormalExit)
            ended->resolve(code);
        else // Qt reports the signal in place of the code
            ended->resolve(fail(ErrorKind::Server, QStringLiteral("the program was ended by signal %1").arg(code),
                where, {}, QStringLiteral("signal-%1").arg(code)));
    });
    return ended;
}

} // namespace

Result<QStringList> ReadCommand::expand(const Values &values) const
{
    QStringList words;
    qsizetype used = 0;
    for (std::size_t i = 0; i < m_count; ++i) {
        const QString word = wordOf(m_words[i]);
        if (!word.startsWith(QLatin1Char('{'))) {
            words << word;
            continue;
        }
        const QString key = word.mid(1, word.size() - 2);
        for (const auto &[name, value] : values) {
            if (name != key)
                continue;
            words << value.text();
            ++used;
        }
    }
    if (words.size() != qsizetype(m_count) || used != values.size())
        return fail(ErrorKind::Internal, QStringLiteral("values and placeholders don't fit"), wordOf(name));
    return words;
}

Error exitError(const Output &output)
{
    const QByteArrayList lines = output.err.trimmed().split('\n');
    const QString said = QString::fromUtf8(lines.last()).simplified().left(200);
    Error error {ErrorKind::Server, QStringLiteral("exit code %1").arg(output.exitCode), output.where, {},
        QStringLiteral("exit-%1").arg(output.exitCode), {}, {}};
    if (!said.isEmpty())
        error.what += QStringLiteral(": ") + said;
    return error;
}

Client::Client(QString environment, const Clock &clock, QString searchPath)
    : m_environment(std::move(environment))
    , m_clock(clock)
    , m_searchPath(searchPath.isEmpty() ? safeSearchPath() : std::move(searchPath))
{
}

Client::~Client() { m_life.request_stop(); }

Result<QString> Client::find(const QString &program) const { return findProgram(program, m_searchPath); }

Task<Output> Client::observe(ReadCommand command, ReadCommand::Values values, Options options, std::stop_token stop)
{
    auto words = command.expand(values);
    if (!words)
        co_return fail(words.error());
    co_return co_await execute(
        std::nullopt, std::move(*words), wordOf(command.name), std::move(options), std::move(stop));
}

Task<Output> Client::run(WritePermit permit, Argv argv, Options options, std::stop_token stop)
{
    return execute(std::move(permit), QStringList {argv.program()} + argv.arguments(), argv.program(),
        std::move(options), std::move(stop));
}

Task<Output> Client::execute(
    std::optional<Permit> permit, QStringList words, QString where, Options options, std::stop_token stop)
{
    const StopLink link(std::move(stop), m_life.get_token());
    if (link.stopped())
        co_return fail(ErrorKind::Cancelled, QStringLiteral("cancelled"), where);
    auto path = find(words.first());
    if (!path) {
        path.error().where = where;
        co_return fail(path.error());
    }
    const Taps taps(options);
    const ProcessOwner owner = makeProcess(*path, words.mid(1), m_searchPath, options.grace);
    QProcess *process = owner.get();
    auto ended = watch(process, where);
    QObject::connect(process, &QProcess::readyReadStandardOutput, process,
        [process, out = taps.out] { out->take(process->readAllStandardOutput()); });
    QObject::connect(process, &QProcess::readyReadStandardError, process,
        [process, err = taps.err] { err->take(process->readAllStandardError()); });

    if (permit) {
        if (auto allowed = permit->redeem(m_environment); !allowed)
            co_return fail(allowed.error());
    }
    const MonoTime started = m_clock.monotonic();
    process->start(QIODevice::ReadOnly);
    auto code = co_await ended->wait(link.token(), options.deadline, where);
    if (!code) {
        Error error = std::move(code.error());
        if (error.kind == ErrorKind::Timeout) {
            error.what = QStringLiteral("not done within %1 ms").arg(options.deadline.count());
            if (permit) {
                error.what += QStringLiteral(" and ended; how far it came is unknown");
                error.code = QStringLiteral("outcome-unknown");
            }
        }
        co_return fail(std::move(error));
    }
    taps.out->take(process->readAllStandardOutput());
    taps.err->take(process->readAllStandardError());
    if (options.lines) {
        taps.out->finish();
        taps.err->finish();
    }
    co_return Output {*code, std::move(taps.out->kept), std::move(taps.err->kept),
        taps.out->truncated || taps.err->truncated, m_clock.monotonic() - started, where};
}

} // namespace ph::transport::command
