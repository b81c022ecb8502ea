// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/base/async.h"

namespace ph {

Task<void> sleepFor(Deadline time, std::stop_token stop)
{
    auto never = Pending<void>::make();
    auto result = co_await never->wait(stop, time);
    if (!result && result.error().kind == ErrorKind::Timeout)
        co_return Result<void> {};
    co_return result;
}

} // namespace ph
