// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to check/: one function for each kind of link.

#include "services/platform/check/linkcheck.h"
#include "services/platform/recognition/recognition.h"
#include "services/wording/checktexts.h"

namespace ph::platform::check {

using wording::CheckWarning;

inline constexpr Deadline limit {8'000};

/// What a check of one link works with; shared by its coroutines. The profile holds this link alone, so that no other
/// link of its kind can be asked instead.
struct Job {
    Profile profile;
    SecretLookup secrets;
    const Clock &clock;
    LinkBoard board {};
    std::unique_ptr<Connections> connections {};
    LinkCheck found {};

    [[nodiscard]] const Link &link() const { return profile.links.front(); }
    void met(const Recognised &answered)
    {
        found.server = answered.server;
        found.latency = answered.response.took;
        found.clock = answered.response.clock;
    }
    void warn(const char *code, const QString &text, const QString &hint = {})
    {
        found.warnings.push_back({QLatin1String(code), text, hint});
    }
    void warn(const char *code, wording::CheckWarning warning, const QStringList &values = {})
    {
        const wording::NoteWords words = wording::checkWarning(warning, values);
        warn(code, words.text, words.hint);
    }
    void fact(const char *code, const QString &text) { found.facts.push_back({QLatin1String(code), text, {}}); }
};

[[nodiscard]] Task<void> checkRedis(std::shared_ptr<Job> job, std::stop_token stop);
[[nodiscard]] Task<void> checkAuth(std::shared_ptr<Job> job, std::stop_token stop);
[[nodiscard]] Task<void> checkPostgres(std::shared_ptr<Job> job, std::stop_token stop);
[[nodiscard]] Task<void> checkSsh(std::shared_ptr<Job> job, std::stop_token stop);
/// Rest, Realtime, Admin, Prometheus, Alertmanager, SecretStore.
[[nodiscard]] Task<void> checkWeb(std::shared_ptr<Job> job, std::stop_token stop);

} // namespace ph::platform::check
