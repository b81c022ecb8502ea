// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/queues/celery/isotime.h"

#include <chrono>
#include <cmath>

namespace ph::queues {

Micros microsFromSeconds(double seconds)
{
    constexpr double kYear2200 = 7.258e9;
    if (!(seconds > 0) || seconds > kYear2200)
        return 0;
    return std::llround(seconds * 1e6);
}

namespace celery {

namespace {

/// Reads fixed-width digits and separators off the front of a text.
class Scanner final {
public:
    explicit Scanner(std::string_view text)
        : m_rest(text)
    {
    }
    int digits(std::size_t count)
    {
        if (m_rest.size() < count)
            return reject();
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (m_rest[i] < '0' || m_rest[i] > '9')
                return reject();
            value = value * 10 + (m_rest[i] - '0');
        }
        m_rest.remove_prefix(count);
        return value;
    }
    bool skip(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void need(char c)
    {
        if (!skip(c))
            m_ok = false;
    }
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    [[nodiscard]] char front() const { return m_rest.empty() ? '\0' : m_rest.front(); }

private:
    int reject()
    {
        m_ok = false;
        return 0;
    }
    std::string_view m_rest;
    bool m_ok = true;
};

int fractionMicros(Scanner &scan)
{
    if (!scan.skip('.') && !scan.skip(','))
        return 0;
    int micros = 0;
    int scale = 100'000;
    while (scan.front() >= '0' && scan.front() <= '9') {
        micros += scan.digits(1) * scale;
        scale /= 10;
    }
    return micros;
}

/// Minutes east of UTC.
int offsetMinutes(Scanner &scan)
{
    if (scan.atEnd() || scan.skip('Z') || scan.skip('z'))
        return 0;
    const bool east = scan.skip('+');
    if (!east)
        scan.need('-');
    int minutes = scan.digits(2) * 60;
    scan.skip(':');
    if (!scan.atEnd())
        minutes += scan.digits(2);
    return east ? minutes : -minutes;
}

} // namespace

std::optional<Micros> parseIsoTime(std::string_view text)
{
    using namespace std::chrono;
    Scanner scan(text);
    const int y = scan.digits(4);
    scan.need('-');
    const int mo = scan.digits(2);
    scan.need('-');
    const int d = scan.digits(2);
    if (!scan.skip('T'))
        scan.need(' ');
    const int h = scan.digits(2);
    scan.need(':');
    const int mi = scan.digits(2);
    int s = 0;
    if (scan.skip(':'))
        s = scan.digits(2);
    const int fraction = fractionMicros(scan);
    const int offset = offsetMinutes(scan);
    const year_month_day date {year {y}, month {unsigned(mo)}, day {unsigned(d)}};
    if (!scan.ok() || !scan.atEnd() || !date.ok() || h > 23 || mi > 59 || s > 60)
        return std::nullopt;
    const auto point = sys_days(date) + hours(h) + minutes(mi - offset) + seconds(s) + microseconds(fraction);
    return duration_cast<microseconds>(point.time_since_epoch()).count();
}

} // namespace celery

} // namespace ph::queues
